using System.Globalization;
using Vigil.Core.Live;

namespace Vigil.Server.Live;

/// <summary>A place in a run as clients keep it: a text that only the server reads.</summary>
internal static class CursorText
{
    private const int LongestText = 200;
    private const int MostStreams = 8;

    public static string Of(RunCursor cursor) => string.Create(
        CultureInfo.InvariantCulture,
        $"2.{cursor.SampleId}.{cursor.EventId}.{cursor.StepId}.{string.Join('-', cursor.OutputBytes ?? [])}");

    /// <summary>Reads it back; null when it is none of this server's.</summary>
    public static RunCursor? Parse(string text)
    {
        if (text.Length > LongestText || text.Split('.') is not ["2", var samples, var events, var steps, var output])
        {
            return null;
        }

        string[] streams = output.Length == 0 ? [] : output.Split('-');
        long?[] bytes = [.. streams.Select(Number)];
        return streams.Length <= MostStreams && Number(samples) is { } sample && Number(events) is { } eventId && Number(steps) is { } step && bytes.All(value => value is not null)
            ? new RunCursor(sample, eventId, step, bytes.Length == 0 ? null : [.. bytes.Select(value => value!.Value)])
            : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}
