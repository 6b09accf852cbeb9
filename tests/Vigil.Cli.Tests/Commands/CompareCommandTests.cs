using System.Text.Json.Nodes;
using Vigil.Cli.Tests.Support;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class CompareCommandTests : IAsyncLifetime
{
    private FixedStore _store = null!;

    public async Task InitializeAsync() => _store = await FixedStore.CreateAsync();

    public Task DisposeAsync()
    {
        _store.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void A_comparison_as_json_is_the_golden_one()
    {
        string json = Run(FixedStore.Trained, FixedStore.Orphaned, "--json");
        JsonNode.Parse(json)!["first"]!["id"]!.GetValue<string>().ShouldBe(FixedStore.Trained);
        GoldenFile.ShouldHold("tests/Vigil.Cli.Tests/Golden/compare.json", json);
    }

    [Fact]
    public void A_comparison_on_the_screen_is_the_golden_one()
    {
        string text = Run(FixedStore.Trained, FixedStore.Orphaned);
        text.Split('\n').ShouldAllBe(line => line.Length <= 80);
        GoldenFile.ShouldHold("tests/Vigil.Cli.Tests/Golden/compare.txt", text);
    }

    [Fact]
    public void A_run_compared_with_itself_differs_in_nothing() =>
        JsonNode.Parse(Run(FixedStore.Trained, FixedStore.Trained, "--json"))!["settings"]!.AsArray().ShouldBeEmpty();

    [Fact]
    public void A_run_that_is_not_there_is_said()
    {
        (int exitCode, _, string error) = CommandRunner.Run("compare", FixedStore.Trained, "nothing", "--db", _store.Path);
        exitCode.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("'nothing'");
    }

    private string Run(params string[] arguments)
    {
        (int exitCode, string output, string error) = CommandRunner.Run(["compare", .. arguments, "--db", _store.Path]);
        error.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        return output;
    }
}
