namespace Vigil.Core.Maintenance;

/// <summary>What a store holds.</summary>
/// <param name="UsedBytes">Bytes that hold anything; those of other programs' tables in the same file count too.</param>
/// <param name="FreeBytes">Bytes of the file that are free to be used again.</param>
/// <param name="Runs">Runs of programs.</param>
/// <param name="Monitors">Records of machines.</param>
/// <param name="Services">Records of services.</param>
/// <param name="Samples">Samples kept as they were taken.</param>
/// <param name="MinuteSpans">Spans of four hours that are rolled up to minutes.</param>
/// <param name="HourSpans">Spans of ten days that are rolled up to hours.</param>
public sealed record StoreContents(long UsedBytes, long FreeBytes, int Runs, int Monitors, int Services, long Samples, int MinuteSpans, int HourSpans);
