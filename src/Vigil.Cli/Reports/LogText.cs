using System.Globalization;
using Vigil.Cli.Output;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Cli.Reports;

/// <summary>What a log tells, for people.</summary>
internal static class LogText
{
    private const int Shown = 6;
    private const int StackShown = 8;

    /// <summary>The whole report of a log that stands alone.</summary>
    public static void Write(TextScreen screen, LogReport report)
    {
        if (report.Primary is { } primary)
        {
            screen.Folded("cause    ", $"{EnumNames.ToSnakeCase(primary.Class).Replace('_', ' ')} ({primary.Confidence * 100:0} % sure)", tint: Tint.Bad);
            screen.Folded("         ", primary.Message);
            screen.Folded("where    ", Where(primary, null));
            foreach (string line in primary.Stack.TakeLast(StackShown))
            {
                screen.Line("         " + RunText.OneLine(line), Tint.Faint);
            }
        }
        else
        {
            screen.Line(report.Bytes == 0 ? "The log is empty." : report.IsText ? "No error found." : "This is no text: nothing in it can be told.", report is { Bytes: > 0, IsText: true } ? Tint.Good : Tint.Doubtful);
        }

        WriteFindings(screen, report with { Findings = [.. report.Findings.Where(finding => !ReferenceEquals(finding, report.Primary))] }, null);
        string steps = report.LastStep is { } step ? string.Create(CultureInfo.InvariantCulture, $", last step {step:N0}") : "";
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"{report.Lines:N0} lines, {Humanize.Bytes(report.Bytes)}{steps}"));
    }

    /// <summary>Errors, then warnings, the first few of each.</summary>
    /// <param name="screen">Gets them.</param>
    /// <param name="report">The log.</param>
    /// <param name="startedAt">Start of the run, seconds since the Unix epoch; null when it is not known.</param>
    public static void WriteFindings(TextScreen screen, LogReport report, double? startedAt)
    {
        if (report.Findings.Count + report.Warnings.Count == 0)
        {
            return;
        }

        screen.Heading("In the log");
        WriteSome(screen, report.Findings, "errors", startedAt);
        WriteSome(screen, report.Warnings, "warnings", startedAt);
    }

    private static void WriteSome(TextScreen screen, IReadOnlyList<LogFinding> findings, string noun, double? startedAt)
    {
        foreach (LogFinding finding in findings.Take(Shown))
        {
            Tint tint = finding.Level switch { LogLevel.Warning => Tint.Doubtful, _ => Tint.Bad };
            screen.Folded("  ", $"{finding.Level.ToString().ToUpperInvariant()} {EnumNames.ToSnakeCase(finding.Class)}, {Where(finding, startedAt)}", tint: tint);
            screen.Folded("    ", finding.Message);
        }

        if (findings.Count > Shown)
        {
            screen.Line($"  … and {findings.Count - Shown} more {noun} (--json)", Tint.Faint);
        }
    }

    internal static string Where(LogFinding finding, double? startedAt)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"line {finding.Line:N0}");
        text += finding.Step is { } step ? string.Create(CultureInfo.InvariantCulture, $", step {step:N0}") : "";
        text += finding.Rank is { } rank ? $", rank {rank}" : "";
        text += finding.Timestamp is { } at ? startedAt is { } start ? $", after {Humanize.Duration(at - start)}" : $", {DateTimeOffset.FromUnixTimeMilliseconds((long)(at * 1000)).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";
        return text + (finding.Count > 1 ? $", {finding.Count} times" : "");
    }
}
