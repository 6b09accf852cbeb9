using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vigil.Server.Dashboard;

/// <summary>Serves the built page from inside the program: its files by name, and the page itself for every view of it.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "web/";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary();

    public static void Map(IEndpointRouteBuilder routes)
    {
        FrozenDictionary<string, byte[]> files = Load();
        // The pattern is given because the default one leaves out whatever looks like a file.
        routes.MapFallback("{*path}", context => AnswerAsync(context, files)).AllowAnonymous();
    }

    private static async Task AnswerAsync(HttpContext context, FrozenDictionary<string, byte[]> files)
    {
        string name = context.Request.Path.Value!.TrimStart('/');
        bool isApi = name.StartsWith("api/", StringComparison.Ordinal) || name is "ws";
        if (isApi || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!files.TryGetValue(name, out byte[]? content))
        {
            // A view's address, such as /runs/abc: the page finds out itself which one is meant.
            if (Path.HasExtension(name) || !files.TryGetValue(name = "index.html", out content))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await context.Response.WriteAsync(files.Count == 0 ? "This Vigil was built without its dashboard (-p:Dashboard=false). The API is under /api/v1.\n" : "");
                return;
            }
        }

        context.Response.ContentType = s_types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");

        // Names under assets/ hold a hash of their content: they may be kept for ever.
        context.Response.Headers.CacheControl = name.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static FrozenDictionary<string, byte[]> Load()
    {
        Assembly assembly = typeof(DashboardFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Prefix.Length..], name =>
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        });
    }
}
