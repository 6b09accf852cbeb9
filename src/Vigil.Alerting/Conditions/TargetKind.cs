namespace Vigil.Alerting.Conditions;

/// <summary>What a condition looks at.</summary>
internal enum TargetKind
{
    /// <summary>Each series that the rule's selector names, while readings come.</summary>
    Series,

    /// <summary>Each series that the selector names, also when readings have ceased.</summary>
    SilentSeries,

    /// <summary>Each record, also for a while after its end.</summary>
    Record,

    /// <summary>Nothing that is recorded: the condition asks for itself.</summary>
    Whole,
}
