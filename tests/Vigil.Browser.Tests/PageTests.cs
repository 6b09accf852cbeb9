using System.Text.Json;
using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>What holds for every page: it says what it shows, complains of nothing, anyone can use it, on any screen.</summary>
[Collection(StageCollection.Name)]
public sealed class PageTests(Stage stage)
{
    private const string Trained = "TRAINED";
    private const string Died = "DIED";
    private const string Service = "SERVICE";
    private const int PhoneWidth = 390;

    public static TheoryData<string, string> Pages => new()
    {
        { "runs", "/" },
        { "run", $"/runs/{Died}" },
        { "trained", $"/runs/{Trained}?axis=step" },
        { "compare", $"/compare?runs={Trained},{Died}" },
        { "machine", "/machine" },
        { "operations", "/operations" },
        { "services", "/services" },
        { "service", $"/services/{Service}" },
        { "devices", "/devices" },
        { "inference", "/inference" },
        { "alerts", "/alerts" },
        { "activity", "/activity" },
        { "nowhere", "/no/such/page" },
    };

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fills_without_jumps_and_suits_anyone_in_the_dark_in_the_light_and_on_a_phone(string name, string path)
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync(null);
        await visit.Page.AddInitScriptAsync("""
            window.jumps = [];
            new PerformanceObserver(list => {
                for (const jump of list.getEntries()) {
                    jumps.push({ value: jump.value, parts: jump.sources.map(source => source.node?.className ?? source.node?.nodeName) });
                }
            }).observe({ type: 'layout-shift', buffered: true });
            """);
        await visit.GoAsync(path.Replace(Trained, stage.Trained, StringComparison.Ordinal).Replace(Died, stage.Died, StringComparison.Ordinal).Replace(Service, stage.Service, StringComparison.Ordinal));
        await visit.SettleAsync();
        JsonElement? jumps = await visit.Page.EvaluateAsync("window.jumps");

        // The Web Vitals' limit of what people call stable.
        jumps!.Value.EnumerateArray().Sum(jump => jump.GetProperty("value").GetDouble()).ShouldBeLessThan(0.1, $"{jumps}");
        await LookAsync(visit, name + "-dark");
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await LookAsync(visit, name + "-light");
        await visit.Page.SetViewportSizeAsync(PhoneWidth, 844);
        await LookAsync(visit, name + "-phone");
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(PhoneWidth);
        visit.Complaints.ShouldBeEmpty();
    }

    private static async Task LookAsync(Visit visit, string name)
    {
        await Screenshots.TakeAsync(visit.Page, name);
        (await Accessibility.ViolationsAsync(visit.Page)).ShouldBeEmpty(name);
    }
}
