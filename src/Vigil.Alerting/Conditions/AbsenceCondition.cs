using Vigil.Alerting.Words;

namespace Vigil.Alerting.Conditions;

/// <summary>A series of which nothing came for too long, while its record goes on.</summary>
/// <param name="seconds">How long is too long.</param>
internal sealed class AbsenceCondition(double seconds) : ICondition
{
    public TargetKind Looks => TargetKind.SilentSeries;

    public double WindowSeconds => 2 * seconds;

    public string? Unit => Core.Metrics.Units.Seconds;

    public string Describe(string? unit) => $"no reading for {Quantity.Duration(seconds)}";

    public Judgement Judge(Observed observed)
    {
        if (observed.Target.Series is not { } series || observed.Target.Record is not { } record)
        {
            return Judgement.Unknown;
        }

        // What fell silent before the stretch that is looked at has been silent for longer than that.
        double since = series.Before(observed.Now, WindowSeconds).Newest?.At ?? Math.Max(record.Run.Start.StartedAt, observed.Now - WindowSeconds);
        double silent = observed.Now - since;
        return Judgement.Of(silent >= seconds, silent);
    }
}
