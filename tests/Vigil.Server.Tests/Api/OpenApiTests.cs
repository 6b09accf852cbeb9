using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;
using Vigil.Testing;

namespace Vigil.Server.Tests.Api;

public class OpenApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Fact]
    public async Task The_description_of_the_interface_is_pinned()
    {
        string text = (await room.GetAsync("/openapi/v1.json")).ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });

        GoldenFile.ShouldHold("tests/Vigil.Server.Tests/Golden/openapi.json", text + "\n");
    }

    [Fact]
    public async Task Every_operation_has_a_name_and_a_summary()
    {
        JsonNode[] operations = [.. (await room.GetAsync("/openapi/v1.json"))["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!)];

        operations.ShouldNotBeEmpty();
        operations.ShouldAllBe(operation => operation["operationId"] != null && operation["summary"] != null);
    }
}
