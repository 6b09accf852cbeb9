using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Server.Exporting;

namespace Vigil.Server.Api;

/// <summary>A run to take away: what <c>vigil export</c> writes, streamed, however long the run is.</summary>
internal static class ExportApi
{
    /// <summary>Exports at once: each keeps a thread, and a snapshot of the database that cannot be written back meanwhile.</summary>
    private const int MostExports = 4;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // Whoever takes a snapshot of the database must not sip.
    private static readonly MinDataRate s_rate = new(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(10));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var places = new SemaphoreSlim(MostExports);
        routes.MapGet("/api/v1/runs/{id}/export", (string id, string? format, string? what, HttpContext context, IRunStore store) => Export(id, format, what, context, store, places))
            .WithName("exportRun").WithSummary("A run as CSV or JSON: what vigil export writes.");
    }

    private static IResult Export(string id, string? format, string? what, HttpContext context, IRunStore store, SemaphoreSlim places)
    {
        if (format is not (null or "csv" or "json"))
        {
            return Answer.BadRequest("format must be csv or json.");
        }

        string part = what ?? "all";
        ExportContent? content = EnumNames.Parse<ExportContent>(part);
        SubjectKind? kind = EnumNames.Parse<SubjectKind>(part);
        if (format == "json" ? content is null : content is null && kind is null)
        {
            string[] names = [.. Enum.GetValues<ExportContent>().Select(value => EnumNames.ToSnakeCase(value)), .. format == "json" ? [] : Enum.GetValues<SubjectKind>().Select(value => EnumNames.ToSnakeCase(value))];
            return Answer.BadRequest($"'{part}' is none of {string.Join(", ", names)}.");
        }

        return RunFinder.With(store, id, run =>
        {
            if (!places.Wait(0))
            {
                context.Response.Headers.RetryAfter = "5";
                return Answer.Problem(StatusCodes.Status429TooManyRequests, "Too many exports", $"{MostExports} exports are being written: ask again in some seconds.");
            }

            return new Download(File(store, run, format ?? "csv", part, content, kind), places);
        });
    }

    private static (string Name, string Type, Action<Stream> Write) File(IRunReader store, RunRecord run, string format, string part, ExportContent? content, SubjectKind? kind)
    {
        string name = "vigil-" + run.Start.Id + (part == "all" ? "" : "-" + part);
        if (format == "json")
        {
            return (name + ".json", Answer.JsonType, stream => RunDocument.Write(store, run, stream, content!.Value));
        }

        var tables = new RunTables(store, run);
        return content switch
        {
            ExportContent.All => (name + ".zip", "application/zip", stream => Zip(stream, run, tables.All(), tables.WriteOutput)),
            ExportContent.Samples => (name + ".zip", "application/zip", stream => Zip(stream, run, tables.Subjects(), null)),
            ExportContent.Totals => Csv(tables.WriteTotals),
            ExportContent.Steps => Csv(tables.WriteSteps),
            ExportContent.Events => Csv(tables.WriteEvents),
            _ => Csv(file => tables.WriteSubjects(file, kind!.Value)),
        };

        (string, string, Action<Stream>) Csv(Action<TextWriter> write) => (name + ".csv", Answer.CsvType, stream => WriteText(stream, write));
    }

    private static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using var text = new StreamWriter(stream, s_utf8, leaveOpen: true) { NewLine = "\n" };
        write(text);
    }

    private static void Zip(Stream stream, RunRecord run, IEnumerable<(string FileName, Action<TextWriter> Write)> tables, Action<Stream>? writeOutput)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

        // The time of the run rather than of the download: the same run is the same file.
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Clamp(run.LastSeenAt * 1000, 315_619_200_000, 4_000_000_000_000));
        Stream Entry(string name)
        {
            ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
            entry.LastWriteTime = at;
            return entry.Open();
        }

        foreach ((string name, Action<TextWriter> write) in tables)
        {
            using Stream entry = Entry(name);
            WriteText(entry, write);
        }

        if (writeOutput is not null)
        {
            using Stream entry = Entry("output.log");
            writeOutput(entry);
        }
    }

    private sealed class Download((string Name, string Type, Action<Stream> Write) file, SemaphoreSlim places) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                httpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
                {
                    rate.MinDataRate = s_rate;
                }

                var disposition = new ContentDispositionHeaderValue("attachment");
                disposition.SetHttpFileName(file.Name);
                httpContext.Response.Headers.ContentDisposition = disposition.ToString();
                httpContext.Response.Headers.CacheControl = "no-store";
                httpContext.Response.ContentType = file.Type;
                using var body = new ResponseStream(httpContext);
                file.Write(body);
                body.Send();
                return Task.CompletedTask;
            }
            catch when (!httpContext.Response.HasStarted)
            {
                // What is told instead is no download.
                httpContext.Response.Headers.Remove(HeaderNames.ContentDisposition);
                throw;
            }
            finally
            {
                places.Release();
            }
        }
    }
}
