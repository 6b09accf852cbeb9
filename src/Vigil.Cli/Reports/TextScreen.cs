using System.Globalization;
using Vigil.Cli.Output;

namespace Vigil.Cli.Reports;

/// <summary>Text for a terminal, in colours where they are wanted.</summary>
/// <param name="output">Gets the lines.</param>
/// <param name="colours">Whether to use colours.</param>
/// <param name="width">Columns used.</param>
internal sealed class TextScreen(TextWriter output, bool colours, int width = 80)
{
    /// <summary>Columns of a list that grows with its terminal: all of them, and without end in a file or pipe.</summary>
    public static int WindowWidth => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? int.MaxValue : Console.WindowWidth;

    /// <summary>Where the reader's clock stands.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Whether standard output wants colours: a terminal that is not dumb, and nobody said NO_COLOR.</summary>
    public static bool WantsColours =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>A time as the reader's clock shows it.</summary>
    public string Clock(double unixSeconds) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000)), Zone)
        .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>An empty line and a heading.</summary>
    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(Painted(text, Tint.Strong));
    }

    /// <summary>One line as it is, cut at the edge.</summary>
    public void Line(string text, Tint tint = Tint.None) => output.WriteLine(Painted(Cut(text), tint));

    /// <summary>A text folded at blanks behind a lead; the lines after the first are indented by as much.</summary>
    public void Folded(string lead, string text, Tint leadTint = Tint.None, Tint tint = Tint.None)
    {
        string first = Painted(lead, leadTint);
        foreach (string line in TextFold.Fold(text, width - lead.Length))
        {
            output.WriteLine(first + Painted(line, tint));
            first = new string(' ', lead.Length);
        }
    }

    /// <summary>A table without lines, its columns as wide as they need; the last one is cut at the edge.</summary>
    /// <param name="header">Headings; those that start with <c>&gt;</c> stand, with their columns, to the right.</param>
    /// <param name="rows">Cells, as many in each row as there are headings.</param>
    /// <param name="indent">What each line starts with.</param>
    public void Table(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows, string indent = "  ")
    {
        bool[] right = [.. header.Select(cell => cell.StartsWith('>'))];
        string[] titles = [.. header.Select(cell => cell.TrimStart('>'))];
        int[] widths = [.. titles.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        string Row(IReadOnlyList<string> cells) => Cut(indent + string.Join("  ", cells.Select((cell, column) =>
            right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        output.WriteLine(Painted(Row(titles), Tint.Faint));
        foreach (IReadOnlyList<string> row in rows)
        {
            output.WriteLine(Row(row));
        }
    }

    private string Cut(string text) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private string Painted(string text, Tint tint)
    {
        string? code = tint switch
        {
            Tint.Strong => "1",
            Tint.Faint => "2",
            Tint.Bad => "1;31",
            Tint.Doubtful => "33",
            Tint.Good => "32",
            _ => null,
        };
        return colours && code is not null && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
    }
}
