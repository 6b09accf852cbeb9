namespace Vigil.Operations.Health;

/// <summary>Something that is checked again and again.</summary>
public sealed record HealthCheck
{
    /// <summary>Its name, unique in a monitor.</summary>
    public required string Name { get; init; }

    /// <summary>What it checks, for people; empty by default.</summary>
    public string Description { get; init; } = "";

    /// <summary>The device it is of; null for the one that checks.</summary>
    public string? Device { get; init; }

    /// <summary>Checks once. What it throws is a critical result with the exception's message; it must heed the token, which is also the timeout.</summary>
    public required Func<CancellationToken, ValueTask<CheckResult>> Run { get; init; }

    /// <summary>Time from one check to the next. Default 30 seconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one may take before it counts as critical. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The unit of what it measures, such as <c>%</c> or <c>ms</c>; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Value beyond which it is a warning; null for none.</summary>
    public double? Warning { get; init; }

    /// <summary>Value beyond which it is critical; null for none.</summary>
    public double? Critical { get; init; }

    /// <summary>Whether low values are the bad ones, as of free space. Default false.</summary>
    public bool IsLowBad { get; init; }

    /// <summary>How many of the newest <see cref="Window"/> results must be as bad before that is its state; fewer, and it is well again. 1 to 100, default 1.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>The results looked at, at least <see cref="Failures"/>, at most 100. Default 1.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Checks without which it cannot do well: while one of them is critical, it is not blamed. Default none.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Judges a result by the thresholds.</summary>
    internal CheckResult Judge(CheckResult result)
    {
        if (result.State != CheckState.Healthy || result.Value is not { } value)
        {
            return result;
        }

        return Beyond(value, Critical) ? Exceeded(CheckState.Critical, value, Critical!.Value)
            : Beyond(value, Warning) ? Exceeded(CheckState.Warning, value, Warning!.Value)
            : result;
    }

    private bool Beyond(double value, double? bound) => IsLowBad ? value < bound : value > bound;

    private CheckResult Exceeded(CheckState state, double value, double bound) =>
        new(state, value, FormattableString.Invariant($"{value:0.##} {Unit} is {(IsLowBad ? "below" : "above")} {bound:0.##} {Unit}").Replace("  ", " ", StringComparison.Ordinal).TrimEnd());
}
