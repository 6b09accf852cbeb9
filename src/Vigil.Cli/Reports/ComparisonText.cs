using System.Text.Json.Nodes;
using Vigil.Analysis.Comparison;
using Vigil.Analysis.Findings;
using Vigil.Cli.Output;
using Vigil.Core.Runs;

namespace Vigil.Cli.Reports;

/// <summary>A comparison on one screen: what was set differently, what it brought, what was predicted, what the history says.</summary>
internal static class ComparisonText
{
    private const int SettingsShown = 20;
    private const int PathWidth = 30;
    private const int ValueWidth = 22;

    public static void Write(TextScreen screen, RunComparison comparison, IReadOnlyList<Proof> proofs, IReadOnlyList<Regression> regressions, CapacityPlan capacity)
    {
        Run(screen, "A  ", comparison.First);
        Run(screen, "B  ", comparison.Second);
        Settings(screen, comparison);
        Quantities(screen, comparison);
        Proofs(screen, proofs);
        Regressions(screen, regressions);
        Capacity(screen, capacity);
    }

    private static void Run(TextScreen screen, string lead, ComparedRun run) =>
        screen.Line($"{lead}{run.Evidence.Run.Start.Id}  {EnumNames.ToSnakeCase(run.Verdict)}  {RunText.OneLine(run.Evidence.Run.Start.Name)}", Tint.Strong);

    private static void Settings(TextScreen screen, RunComparison comparison)
    {
        screen.Heading("Settings that differ");
        if (comparison.Settings.Count == 0)
        {
            screen.Line("  none");
            return;
        }

        screen.Table(["", "A", "B"], [.. comparison.Settings.Take(SettingsShown).Select(difference => (string[])[ShortPath(difference.Path), Value(difference.First), Value(difference.Second)])]);
        if (comparison.Settings.Count > SettingsShown)
        {
            screen.Line($"  and {comparison.Settings.Count - SettingsShown} more: --json prints all", Tint.Faint);
        }
    }

    private static void Quantities(TextScreen screen, RunComparison comparison)
    {
        screen.Heading("What it brought");
        screen.Table(
            ["", ">A", ">B", ">change", ""],
            [.. comparison.Quantities.Select(quantity => (string[])
            [
                quantity.Name.Replace('_', ' '),
                Figure(quantity.First, quantity.Unit),
                Figure(quantity.Second, quantity.Unit),
                Percent(quantity.RelativeDifference),
                Sureness(quantity),
            ])]);
    }

    private static string Sureness(QuantityDifference quantity) =>
        quantity.Difference is null ? "not known of both"
        : quantity.IsSignificant is not { } significant ? quantity.Count == 1 ? "one figure each" : "too few values"
        : significant ? $"sure: {Percent(quantity.Low / Math.Abs(quantity.First!.Value))} … {Percent(quantity.High / Math.Abs(quantity.First!.Value))}"
        : "may be chance";

    /// <summary>What became of advice that was followed.</summary>
    public static void Proofs(TextScreen screen, IReadOnlyList<Proof> proofs)
    {
        foreach (Proof proof in proofs)
        {
            screen.Heading($"Advice followed: {proof.Title}");
            if (proof.Predicted is { } effect)
            {
                screen.Line($"  predicted  {Change(effect.Expected, effect)} ({Change(effect.Low, effect)} … {Change(effect.High, effect)}) {effect.Quantity.Replace('_', ' ')}");
                screen.Line($"  measured   {(proof.Measured is { } measured ? Change(measured, effect) : "not measured")}");
            }

            Tint tint = proof.State switch { ProofState.Confirmed or ProofState.Stronger => Tint.Good, ProofState.NotMeasured => Tint.Faint, _ => Tint.Doubtful };
            string others = proof.OtherDifferences == 0 ? "nothing else differs" : $"{Humanize.Count(proof.OtherDifferences, "other setting")} differ{(proof.OtherDifferences == 1 ? "s" : "")} as well";
            screen.Line($"  {EnumNames.ToSnakeCase(proof.State).Replace('_', ' ')}; {others}", tint);
        }
    }

    private static void Regressions(TextScreen screen, IReadOnlyList<Regression> regressions)
    {
        if (regressions.Count == 0)
        {
            return;
        }

        screen.Heading("B is worse than the earlier runs of its name");
        screen.Table(["", ">earlier", ">B", ">change", ""], [.. regressions.Select(regression => (string[])
        [
            regression.Name.Replace('_', ' '),
            Figure(regression.Baseline, regression.Unit),
            Figure(regression.Value, regression.Unit),
            Percent(regression.RelativeChange),
            regression.SinceRunId is { } since ? $"since {since}" : $"{regression.Runs} earlier runs",
        ])]);
    }

    private static void Capacity(TextScreen screen, CapacityPlan capacity)
    {
        (string Name, string Unit, CapacityNeed? Need, double? With)[] needs =
        [
            ("memory", "By", capacity.Memory, capacity.MemoryBytesNeeded),
            ("GPU memory", "By", capacity.GpuMemory, capacity.GpuMemoryBytesNeeded),
            ("disk", "By", capacity.Disk, capacity.DiskBytesNeeded),
            ("duration", "s", capacity.Duration, null),
        ];
        string[][] rows = [.. needs.Where(need => need.Need is not null).Select(need => (string[])
        [
            need.Name, Figure(need.Need!.Expected, need.Unit), Figure(need.Need.High, need.Unit), need.With is null ? "" : Figure(need.With, need.Unit),
        ])];
        if (rows.Length > 0)
        {
            screen.Heading($"What the next run will need, from {Humanize.Count(capacity.Runs, "run")} of the name");
            screen.Table(["", ">expected", ">at most (95 %)", $">with {capacity.Headroom * 100:0} % free"], rows);
        }
    }

    private static string Figure(double? value, string unit) => value is not { } number ? "–" : unit switch
    {
        "By" => Humanize.Bytes(number),
        "s" when number >= 60 => Humanize.Duration(number),
        "s" => Humanize.Number(number) + " s",
        "1/s" => Humanize.Number(number) + " /s",
        _ => Humanize.Number(number),
    };

    private static string Change(double value, Effect effect) =>
        (value > 0 ? "+" : value < 0 ? "-" : "") + (effect.Unit == "%" ? $"{Math.Abs(value):0.#} %" : Figure(Math.Abs(value), effect.Unit));

    private static string Percent(double? share) => share is { } value && double.IsFinite(value) ? $"{value * 100:+0.0;-0.0;0.0} %" : "–";

    private static string Value(JsonNode? value) => value is null ? "–" : Short(RunText.OneLine(value is JsonValue text && text.TryGetValue(out string? word) ? word : value.ToJsonString()), ValueWidth);

    /// <summary>The end of a path tells settings apart.</summary>
    private static string ShortPath(string path) => path.Length <= PathWidth ? path : "…" + path[^(PathWidth - 1)..];

    private static string Short(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
