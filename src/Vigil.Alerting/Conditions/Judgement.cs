namespace Vigil.Alerting.Conditions;

/// <summary>What a condition says of a target.</summary>
/// <param name="Truth">Whether it holds.</param>
/// <param name="Value">What was measured; null for nothing.</param>
/// <param name="Detail">A sentence about it, without a full stop; null for none.</param>
internal readonly record struct Judgement(Truth Truth, double? Value = null, string? Detail = null)
{
    public static Judgement Unknown => new(Truth.Unknown);

    public static Judgement Of(bool holds, double? value, string? detail = null) => new(holds ? Truth.Yes : Truth.No, value, detail);
}
