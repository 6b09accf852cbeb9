namespace Vigil.Core.Operations;

/// <summary>How long figures by the minute and by the hour are kept; those by the day stay.</summary>
public static class OperationRetention
{
    /// <summary>Figures by the minute.</summary>
    public static readonly TimeSpan Minutes = TimeSpan.FromDays(14);

    /// <summary>Figures by the hour.</summary>
    public static readonly TimeSpan Hours = TimeSpan.FromDays(365);
}
