using System.Globalization;
using Vigil.Analysis.Steps;
using Vigil.Cli.Output;
using Vigil.Core.Runs;

namespace Vigil.Cli.Reports;

/// <summary>Where the time went, for people.</summary>
internal static class StepTimeText
{
    private const int BarWidth = 24;

    /// <summary>Shares smaller than this are of no interest, percent.</summary>
    private const double LeastPercent = 0.5;

    public static void Write(TextScreen screen, StepTimeBreakdown time)
    {
        TimeShare[] shares = [.. time.Shares.Where(share => share.Percent >= LeastPercent)];
        if (shares.Length == 0 || (shares.Length == 1 && shares[0].Cause == TimeCause.Unknown))
        {
            return;
        }

        screen.Heading("Where the time went");
        screen.Table(
            ["", ">share", ">time", "known by", ""],
            [.. shares.Select(share => (IReadOnlyList<string>)
            [
                EnumNames.ToSnakeCase(share.Cause).Replace('_', ' '),
                share.Percent.ToString("0.0", CultureInfo.InvariantCulture) + " %",
                Humanize.Duration(share.Seconds),
                EnumNames.ToSnakeCase(share.Basis),
                new string('█', (int)Math.Round(share.Percent / 100 * BarWidth)),
            ])]);
        if (time.Steps is { } steps)
        {
            screen.Folded("  ", $"a step takes {Seconds(steps.MedianSeconds)} (median; 95 % within {Seconds(steps.P95Seconds)}, 99 % within {Seconds(steps.P99Seconds)})"
                + (steps.SlowSteps.Count > 0 ? $"; slowest: step {steps.SlowSteps[0].Step}, {Seconds(steps.SlowSteps[0].Seconds)}{With(steps.SlowSteps[0])}" : ""));
        }
    }

    private static string With(SlowStep step) =>
        step.With.Count == 0 ? "" : ", with " + string.Join(" and ", step.With.Select(with => EnumNames.ToSnakeCase(with).Replace('_', ' ')));

    private static string Seconds(double seconds) => seconds < 1
        ? (seconds * 1000).ToString("0.#", CultureInfo.InvariantCulture) + " ms"
        : seconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";
}
