using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Vigil.Server.Api;

namespace Vigil.Server.Prometheus;

/// <summary>What Prometheus scrapes.</summary>
internal static class PrometheusApi
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<MetricsSource>();
        services.AddSingleton<ServerFigures>();
    }

    public static void Map(WebApplication application)
    {
        // Made now: it knows when the server started.
        application.Services.GetRequiredService<ServerFigures>();
        application.MapGet("/metrics", Scrape).WithName("getPrometheusMetrics").WithSummary("The machine, live runs and Vigil itself in the text formats of Prometheus and OpenMetrics.");
    }

    private static IResult Scrape(HttpContext context, string? names, MetricsSource source, ServerFigures server)
    {
        if (names is not (null or "exporters"))
        {
            return Answer.BadRequest("names must be exporters, or be left out: it adds names of node_exporter and dcgm-exporter that Prometheus' own rules forbid.");
        }

        var page = new MetricsPage();
        source.Fill(page, exporterNames: names is not null);
        server.Fill(page);
        RequestHeaders headers = context.Request.GetTypedHeaders();
        bool openMetrics = PrefersOpenMetrics(headers.Accept);
        byte[] body = Encoding.UTF8.GetBytes(page.Format(openMetrics));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept, Accept-Encoding";
        if (headers.AcceptEncoding.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            body = Compress(body);
        }

        return Results.Bytes(body, openMetrics ? OpenMetrics : Text);
    }

    /// <summary>Whether OpenMetrics 1.0 is wanted more than plain text; plain text is what everybody reads.</summary>
    internal static bool PrefersOpenMetrics(IList<MediaTypeHeaderValue> accepted)
    {
        double Quality(string type, string version) => accepted
            .Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && Version(one) is var asked && (asked.Length == 0 || asked == version))
            .Max(one => (double?)(one.Quality ?? 1)) ?? -1;

        double open = Quality("application/openmetrics-text", "1.0.0");
        return open > 0 && open >= Math.Max(Quality("text/plain", "0.0.4"), Math.Max(Quality("text/*", ""), Quality("*/*", "")));
    }

    private static string Version(MediaTypeHeaderValue type)
    {
        StringSegment version = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))?.Value ?? "";
        return HeaderUtilities.RemoveQuotes(version).ToString();
    }

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }
}
