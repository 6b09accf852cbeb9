using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Devices;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Server.Api.Devices;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api;

/// <summary>The devices that report here: all of them, one, its series, and what people say of it.</summary>
internal static class DevicesApi
{
    private const string Root = "/api/v1/devices";
    private const double DefaultWindowSeconds = 600;
    private const int MostWords = 64;
    private const int MostLayers = 10_000;
    private const int LongestWord = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (string? state, DeviceBook book) => List(state, book)).WithName("listFleet").WithSummary("All devices with their state and newest sample.");
        routes.MapGet(Root + "/{name}", (string name, IRunStore store, DeviceBook book) => With(book, name, device => Answer.Json(Detail(store, device)))).WithName("getDevice").WithSummary("One device: its state, hardware and newest reading of everything.");
        routes.MapGet(Root + "/{name}/series", Series).WithName("getDeviceSeries").WithSummary("Series of a device over all its records, reduced to as many points as asked for.");
        routes.MapPut(Root + "/{name}", DescribeAsync).WithName("describeDevice").WithSummary("Sets roles, model and assigned layers of a device.");
    }

    private static IResult List(string? state, DeviceBook book)
    {
        if (state is not null && EnumNames.Parse<DeviceState>(state) is null)
        {
            return Answer.BadRequest($"state is none of {string.Join(", ", Enum.GetValues<DeviceState>().Select(EnumNames.ToSnakeCase))}.");
        }

        IReadOnlyList<Device> all = book.List();
        return Answer.Json(new JsonObject
        {
            ["devices"] = new JsonArray([.. all.Where(device => state is null || EnumNames.ToSnakeCase(device.State) == state).Select(device => (JsonNode)device.ToJson())]),
            ["states"] = new JsonObject(Enum.GetValues<DeviceState>().Select(value => KeyValuePair.Create(EnumNames.ToSnakeCase(value), (JsonNode?)all.Count(device => device.State == value)))),
        });
    }

    private static JsonObject Detail(IRunStore store, Device device)
    {
        JsonObject json = device.ToJson();
        json["hardware"] = device.Record.Start.Snapshot?["host"]?.DeepClone();
        json["health"] = ClusterHealth.Of(device.Reading);
        json["machine"] = MachineJson.Create(store, device.Record);
        return json;
    }

    private static IResult Series(string name, string? series, double? from, double? to, int? points, bool? bands, string? format, HttpRequest request, IRunStore store, ISeriesReader reader, DeviceBook book, TimeProvider time)
    {
        double end = to ?? time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        double start = from ?? end - DefaultWindowSeconds;
        return !TimeWindow.IsSound(start, end)
            ? Answer.BadRequest(TimeWindow.Fault)
            : With(book, name, device => new SeriesQuery(series, points, bands, format).Answer(book.Records(device.Name, start, end), start, end, request, store, reader));
    }

    private static async Task<IResult> DescribeAsync(string name, HttpRequest request, IDeviceRegistry registry, DeviceBook book, CancellationToken cancellationToken)
    {
        (JsonNode? body, string? fault) = await JsonBody.ReadAsync(request, cancellationToken);
        return fault is not null ? Answer.BadRequest(fault)
            : Read(name, body) is not { } description ? Answer.BadRequest($"The body has the form {{\"roles\": [text], \"model\": text or null, \"layers\": [whole number]}}: at most {MostWords} roles and {MostLayers} layers.")
            : With(book, name, _ =>
            {
                if (!registry.Describe(description))
                {
                    return Answer.Problem(StatusCodes.Status503ServiceUnavailable, "Not stored", "The store cannot be written now: try again.");
                }

                book.Refresh();
                return With(book, name, device => Answer.Json(device.ToJson()));
            });
    }

    private static DeviceDescription? Read(string name, JsonNode? body)
    {
        if (body is not JsonObject given || given.Any(pair => pair.Key is not ("roles" or "model" or "layers")) || given["roles"] is not (null or JsonArray) || given["layers"] is not (null or JsonArray))
        {
            return null;
        }

        JsonArray roles = given["roles"] as JsonArray ?? [];
        JsonArray layers = given["layers"] as JsonArray ?? [];
        bool IsWord(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length is > 0 and <= LongestWord;
        return roles.Count <= MostWords && roles.All(IsWord) && (given["model"] is null || IsWord(given["model"]))
            && layers.Count <= MostLayers && layers.All(node => node is JsonValue value && value.TryGetValue(out int layer) && layer >= 0)
            ? new DeviceDescription(name, [.. roles.Select(role => (string)role!)], (string?)given["model"], [.. layers.Select(layer => (int)layer!)])
            : null;
    }

    private static IResult With(DeviceBook book, string name, Func<Device, IResult> answer) =>
        book.List().FirstOrDefault(device => device.Name == name) is { } device
            ? answer(device)
            : Answer.Problem(StatusCodes.Status404NotFound, "No such device", $"No device '{name}' was ever recorded here: /api/v1/devices lists them.");
}
