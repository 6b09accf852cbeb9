namespace Vigil.Telemetry.Receiving;

/// <summary>What sort of points an instrument has.</summary>
internal enum InstrumentShape
{
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}
