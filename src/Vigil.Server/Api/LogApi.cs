using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Server.Api.Logs;

namespace Vigil.Server.Api;

/// <summary>The output of a run, line by line.</summary>
internal static class LogApi
{
    private const int MostLines = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var cache = new LogCache();
        routes.MapGet("/api/v1/runs/{id}/log", (string id, long? line, double? t, int? limit, string? search, string? stream, string? direction, IRunStore store) =>
            Read(id, line, t, limit, search, stream, direction, store, cache)).WithName("getLog").WithSummary("Lines of the output, a page of them, with what analysis found in them.");
    }

    private static IResult Read(string id, long? line, double? t, int? limit, string? search, string? stream, string? direction, IRunStore store, LogCache cache)
    {
        if (limit is < 1 or > MostLines)
        {
            return Answer.BadRequest($"limit must lie between 1 and {MostLines}.");
        }

        if (direction is not (null or "forward" or "backward"))
        {
            return Answer.BadRequest("direction must be forward or backward.");
        }

        OutputStream? only = stream is null ? null : EnumNames.Parse<OutputStream>(stream);
        if (stream is not null && only is null)
        {
            return Answer.BadRequest($"'{stream}' is none of {string.Join(", ", Enum.GetValues<OutputStream>().Select(value => EnumNames.ToSnakeCase(value)))}.");
        }

        if (line is not null && t is not null)
        {
            return Answer.BadRequest("Give line or t, not both.");
        }

        return RunFinder.With(store, id, run => Answer.Json(Page(cache.Read(store, run), line, t, limit ?? 200, search, only, direction == "backward")));
    }

    private static JsonObject Page(LogDocument log, long? line, double? t, int limit, string? search, OutputStream? stream, bool backward)
    {
        LogLine[] lines = stream is null && string.IsNullOrEmpty(search) ? log.Lines : [.. log.Lines.Where(candidate =>
            (stream is null || candidate.Stream == stream) && (string.IsNullOrEmpty(search) || candidate.Text.Contains(search, StringComparison.OrdinalIgnoreCase)))];
        int at = Array.FindIndex(lines, candidate => t is { } time ? candidate.UnixSeconds >= time : candidate.Line >= (line ?? (backward ? long.MaxValue : 0)));
        int from;
        int to;
        if (backward)
        {
            // The line that was named is the last of the page.
            bool isNamed = at >= 0 && (t is not null || lines[at].Line == line);
            to = at < 0 ? lines.Length : isNamed ? at + 1 : at;
            from = Math.Max(0, to - limit);
        }
        else
        {
            from = at < 0 ? lines.Length : at;
            to = Math.Min(lines.Length, from + limit);
        }

        return new JsonObject
        {
            ["lines"] = new JsonArray([.. lines[from..to].Select(entry => (JsonNode)One(entry))]),
            ["first_line"] = log.Lines.Length > 0 ? log.Lines[0].Line : null,
            ["last_line"] = log.Lines.Length > 0 ? log.Lines[^1].Line : null,
            ["total_lines"] = lines.Length,
            ["more_before"] = from > 0,
            ["more_after"] = to < lines.Length,
        };
    }

    private static JsonObject One(LogLine line)
    {
        var one = new JsonObject
        {
            ["line"] = line.Line,
            ["t"] = line.UnixSeconds,
            ["stream"] = EnumNames.ToSnakeCase(line.Stream),
            ["text"] = line.Text,
            ["finding"] = line.Finding,
        };
        if (line.DroppedBefore > 0)
        {
            one["dropped_bytes_before"] = line.DroppedBefore;
        }

        return one;
    }
}
