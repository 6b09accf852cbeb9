using Vigil.Core.Events;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Findings;

/// <summary>Makes the usual kinds of evidence.</summary>
internal static class EvidenceItems
{
    private const int QuotedCharacters = 200;

    public static EvidenceItem Outcome(string text, double at) => new() { Kind = EvidenceKind.Outcome, Text = text, From = at };

    public static EvidenceItem Of(RunEvent runEvent, string text, double? value = null, double? threshold = null, string? unit = null) => new()
    {
        Kind = EvidenceKind.Event,
        Text = text,
        Subject = runEvent.Type,
        From = runEvent.UnixSeconds,
        Value = value,
        Threshold = threshold,
        Unit = unit,
    };

    public static EvidenceItem Of(LogFinding finding) => new()
    {
        Kind = EvidenceKind.LogLine,
        Text = $"Line {finding.Line} of the log: {Quote(finding.Message)}",
        Subject = Core.Runs.EnumNames.ToSnakeCase(finding.Class),
        From = finding.Timestamp,
        Count = finding.Count,
    };

    public static EvidenceItem Samples(string subject, string text, double from, double? to = null, double? value = null, double? threshold = null, string? unit = null, int? count = null) => new()
    {
        Kind = EvidenceKind.Samples,
        Text = text,
        Subject = subject,
        From = from,
        To = to,
        Value = value,
        Threshold = threshold,
        Unit = unit,
        Count = count,
    };

    public static EvidenceItem Steps(string text, double? from = null, double? to = null, double? value = null, double? threshold = null, string? unit = null, int? count = null) => new()
    {
        Kind = EvidenceKind.Steps,
        Text = text,
        From = from,
        To = to,
        Value = value,
        Threshold = threshold,
        Unit = unit,
        Count = count,
    };

    public static EvidenceItem Setting(string path, string text, double? value = null) => new() { Kind = EvidenceKind.Setting, Text = text, Subject = path, Value = value };

    /// <summary>A line within a sentence: shortened, without a full stop of its own.</summary>
    public static string Quote(string line)
    {
        string text = line.Trim();
        return text.Length > QuotedCharacters ? string.Concat(text.AsSpan(0, QuotedCharacters), "…") : text.TrimEnd('.');
    }
}
