namespace Vigil.Alerting.Conditions;

/// <summary>Something that may be so: a pure function of what was recorded up to an instant, and of what it kept itself.</summary>
internal interface ICondition
{
    /// <summary>What it looks at.</summary>
    TargetKind Looks { get; }

    /// <summary>How far back it looks, seconds.</summary>
    double WindowSeconds { get; }

    /// <summary>Shortest time between two judgements of one target, seconds; what was judged last holds meanwhile.</summary>
    double EverySeconds => 0;

    /// <summary>Unit of what it measures; null for that of the series.</summary>
    string? Unit => null;

    /// <summary>What it asks, as people say it: "above 90 %, over at 85 %".</summary>
    /// <param name="unit">Unit of the series; null for none.</param>
    string Describe(string? unit);

    /// <summary>Whether it holds.</summary>
    Judgement Judge(Observed observed);
}
