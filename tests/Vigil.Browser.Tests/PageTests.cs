using System.Text.Json;
using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>What holds for every page: it says what it shows, complains of nothing, anyone can use it, on any screen.</summary>
[Collection(StageCollection.Name)]
public sealed class PageTests(Stage stage)
{
    private const string Trained = "TRAINED";
    private const string Died = "DIED";

    public static TheoryData<string, string> Pages => new()
    {
        { "runs", "/" },
        { "run", $"/runs/{Died}" },
        { "trained", $"/runs/{Trained}?axis=step" },
        { "compare", $"/compare?runs={Trained},{Died}" },
        { "machine", "/machine" },
        { "operations", "/operations" },
        { "devices", "/devices" },
        { "inference", "/inference" },
        { "alerts", "/alerts" },
        { "activity", "/activity" },
        { "nowhere", "/no/such/page" },
    };

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_and_the_console_stays_quiet_in_the_dark(string name, string path)
    {
        Stage.Need();
        await LookAsync(name + "-dark", path, new Viewer());
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_and_the_console_stays_quiet_in_the_light(string name, string path)
    {
        Stage.Need();
        await LookAsync(name + "-light", path, new Viewer(IsDark: false));
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_phone_shows_it_without_scrolling_sideways(string name, string path)
    {
        Stage.Need();
        await using Visit visit = await LookAsync(name + "-phone", path, Viewer.WithPhone, stayOpen: true);
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(Viewer.WithPhone.Width);
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_jumps_while_a_page_fills(string name, string path)
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/favicon.svg");
        await visit.Page.AddInitScriptAsync("""
            window.jumps = [];
            new PerformanceObserver(list => {
                for (const jump of list.getEntries()) {
                    jumps.push({ value: jump.value, parts: jump.sources.map(source => source.node?.className ?? source.node?.nodeName) });
                }
            }).observe({ type: 'layout-shift', buffered: true });
            """);
        await visit.GoAsync(Concrete(path));
        await visit.SettleAsync();
        JsonElement? jumps = await visit.Page.EvaluateAsync("window.jumps");

        // The Web Vitals' limit of what people call stable.
        jumps!.Value.EnumerateArray().Sum(jump => jump.GetProperty("value").GetDouble()).ShouldBeLessThan(0.1, $"{name}: {jumps}");
    }

    private async Task<Visit> LookAsync(string name, string path, Viewer viewer, bool stayOpen = false)
    {
        Visit visit = await stage.OpenAsync(Concrete(path), viewer);
        await visit.SettleAsync();
        await Screenshots.TakeAsync(visit.Page, name);
        (await Accessibility.ViolationsAsync(visit.Page)).ShouldBeEmpty();
        (await visit.Page.Locator("h1").CountAsync()).ShouldBe(1);
        visit.Complaints.ShouldBeEmpty();
        if (!stayOpen)
        {
            await visit.DisposeAsync();
        }

        return visit;
    }

    private string Concrete(string path) => path.Replace(Trained, stage.Trained, StringComparison.Ordinal).Replace(Died, stage.Died, StringComparison.Ordinal);
}
