using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Memory;

/// <summary>What the memory would have been at its peak with one setting changed.</summary>
public sealed record FitPrediction
{
    /// <summary>Of the limit, this share is left free: allocators and kernels need room to breathe.</summary>
    public const double Headroom = 0.05;

    /// <summary>The setting.</summary>
    public required TrainingSetting Setting { get; init; }

    /// <summary>The value to give it.</summary>
    public required JsonNode Value { get; init; }

    /// <summary><c>memory</c> of machine or control group, or <c>gpu_memory</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>The peak as it was, or as it would have been had the failed request been served, bytes.</summary>
    public required double PeakBytes { get; init; }

    /// <summary>The peak expected after the change, bytes.</summary>
    public required double PredictedBytes { get; init; }

    /// <summary>Lower bound of it, bytes.</summary>
    public required double LowBytes { get; init; }

    /// <summary>Upper bound of it, bytes.</summary>
    public required double HighBytes { get; init; }

    /// <summary>What there is, bytes.</summary>
    public required double LimitBytes { get; init; }

    /// <summary>True when this run's own data give the figure, false when an assumption does.</summary>
    public required bool IsMeasured { get; init; }

    /// <summary>One sentence: where the figures come from, which are measured and which assumed.</summary>
    public required string Basis { get; init; }

    /// <summary>True when the expected peak leaves the headroom free.</summary>
    public bool Fits => PredictedBytes <= LimitBytes * (1 - Headroom);

    /// <summary>True when even the upper bound does.</summary>
    public bool SurelyFits => HighBytes <= LimitBytes * (1 - Headroom);

    /// <summary>Bytes that the change is expected to save; negative when it takes more.</summary>
    public double SavedBytes => PeakBytes - PredictedBytes;

    /// <summary>The change as an effect.</summary>
    public Effect ToEffect() => new()
    {
        Quantity = Resource,
        Unit = "By",
        Low = LowBytes - PeakBytes,
        Expected = PredictedBytes - PeakBytes,
        High = HighBytes - PeakBytes,
        Basis = Basis,
        IsMeasured = IsMeasured,
    };
}
