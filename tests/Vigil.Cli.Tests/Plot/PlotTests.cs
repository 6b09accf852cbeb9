using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vigil.Cli.Plot;
using Vigil.Cli.Settings;
using Vigil.Cli.Tests.Support;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Tests.Plot;

[Collection(ConsoleCollection.Name)]
public sealed partial class PlotTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "vigil.db");

    public async Task InitializeAsync()
    {
        using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = Database });
        await new InventedRun(600).RecordAsync(store);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        string page = Page();

        page.ShouldStartWith("<!doctype html>");
        page.ShouldContain("default-src 'none'");
        Elsewhere().Matches(page).Select(match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public void The_charts_show_what_was_recorded()
    {
        JsonObject data = Data(Page());
        string[] titles = [.. data["charts"]!.AsArray().Select(chart => (string)chart!["title"]!)];

        titles.ShouldBe(["Memory", "GPU memory", "GPU utilisation", "CPU, of all cores", "Disks", "Network", "GPU temperature", "Loss", "Gradient norm", "Learning rate", "Step time"]);
        data["events"]!.AsArray().Select(runEvent => (int)runEvent!["level"]!).Max().ShouldBe(2);
    }

    [Fact]
    public void The_memory_of_processes_adds_up_to_what_the_program_held()
    {
        JsonNode memory = Data(Page())["charts"]![0]!;
        JsonArray[] layers = [.. memory["stacked"]!.AsArray().Select(series => series!["v"]!.AsArray())];

        memory["stacked"]!.AsArray().Select(series => (string)series!["name"]!).Order().ShouldBe(["main 4000", "worker 4001", "worker 4002", "worker 4003", "worker 4004"]);
        double last = layers.Sum(layer => (double)layer[^1]!);
        double used = (double)memory["lines"]![0]!["v"]!.AsArray()[^1]!;
        (last / used).ShouldBeInRange(0.999, 1.001);
        memory["thresholds"]!.AsArray().Select(level => (string)level!["label"]!).ShouldBe(["warning 85 %", "critical 95 %", "all there is"]);
    }

    [Fact]
    public void Words_of_the_program_are_text_and_never_markup()
    {
        string page = new RunPage(InventedAnalysis.Killed(), new VigilSettings()).Create();

        page.ShouldContain("flux-lora &lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;");
        Scripts().Count(page).ShouldBe(2);
    }

    [Fact]
    public void A_run_without_a_reading_still_has_its_page()
    {
        string page = new RunPage(InventedAnalysis.Fine(), new VigilSettings()).Create();

        Data(page)["charts"]!.AsArray().Select(chart => (string)chart!["title"]!).ShouldNotContain("CPU, of all cores");
        page.ShouldContain("The program ended with exit code 0 after 900 steps.");
    }

    [Fact]
    public void The_command_writes_the_file_and_says_its_name()
    {
        string path = Path.Combine(_folder.Path, "run.html");

        CommandRunner.Run("plot", "last", "--db", Database, "-o", path).ShouldBe((0, path + "\n", ""));
        File.ReadAllText(path).ShouldEndWith("</html>\n");
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_said()
    {
        (int code, _, string error) = CommandRunner.Run("plot", "last", "--db", Database, "-o", Path.Combine(_folder.Path, "no", "such", "run.html"));

        code.ShouldBe(1);
        error.ShouldStartWith("vigil: the page could not be written: ");
    }

    private static JsonObject Data(string page) => JsonNode.Parse(DataPart().Match(page).Groups["json"].Value)!.AsObject();

    private string Page()
    {
        (int code, string output, string error) = CommandRunner.Run("plot", "last", "--db", Database, "-o", "-");
        (code, error).ShouldBe((0, ""));
        return output;
    }

    [GeneratedRegex("""<script id="data" type="application/json">(?<json>.*?)</script>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex DataPart();

    [GeneratedRegex("""https?://|\ssrc=|<link|@import|url\(|fetch\(|XMLHttpRequest|import\(""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("<script", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Scripts();
}
