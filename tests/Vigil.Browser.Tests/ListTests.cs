using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>The list of runs: found, ordered, named, tagged, compared, by mouse and by keyboard alone.</summary>
[Collection(StageCollection.Name)]
public sealed class ListTests(Stage stage)
{
    [SkippableFact]
    public async Task Search_sort_and_filters_stand_in_the_address()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/");
        await visit.Find(AriaRole.Searchbox, "Search runs").FillAsync("too lar");
        await visit.UntilAsync("() => document.querySelectorAll('tbody tr').length === 1");
        visit.Page.Url.ShouldContain("search=too+lar");
        await visit.Find(AriaRole.Searchbox, "Search runs").FillAsync("");
        await visit.Page.GetByLabel("Verdict").SelectOptionAsync("success");
        await visit.UntilAsync("() => document.querySelectorAll('tbody tr').length === 1 && document.querySelector('tbody').textContent.includes('spirals')");
        await visit.Page.GetByLabel("Verdict").SelectOptionAsync("");
        await visit.Find(AriaRole.Button, "Run", exact: true).ClickAsync();
        await visit.UntilAsync("() => document.querySelector('th[aria-sort=descending]')?.textContent.startsWith('Run')");
        await visit.UntilAsync("() => document.querySelector('tbody tr').textContent.includes('too large')");
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Tags_and_a_note_are_written_in_the_list_and_shown_there()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/");
        ILocator row = visit.Page.Locator("tr", new PageLocatorOptions { HasText = "spirals" });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Edit" }).ClickAsync();
        await visit.Page.GetByLabel("Tags").FillAsync("baseline, small");
        await visit.Page.GetByLabel("Note").FillAsync("the one to beat");
        (await Accessibility.ViolationsAsync(visit.Page)).ShouldBeEmpty();
        await visit.Button("Save").ClickAsync();
        await Visit.SeeAsync(row, "baseline");
        await Visit.SeeAsync(row, "the one to beat");
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "baseline" }).ClickAsync();
        await visit.UntilAsync("() => location.search.includes('tag=baseline') && document.querySelectorAll('tbody tr').length === 1");
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Picked_runs_are_laid_over_each_other_with_what_differs()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/");
        await visit.Page.GetByLabel("Compare spirals").CheckAsync();
        await visit.Page.GetByLabel("Compare too large").CheckAsync();
        await visit.Button("Compare 2").ClickAsync();
        await visit.SettleAsync();
        await Visit.SeeAsync(visit.Page.Locator("main"), "Measured differences");
        ILocator loss = visit.Page.Locator("figure", new PageLocatorOptions { HasText = "Loss" }).First;
        (await loss.Locator(".legend button").CountAsync()).ShouldBe(2);
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task The_keyboard_alone_finds_a_run_opens_it_reads_a_chart_and_zooms()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/alerts");
        IKeyboard keyboard = visit.Page.Keyboard;
        await keyboard.PressAsync("?");
        await Assertions.Expect(visit.Find(AriaRole.Dialog, "Keyboard shortcuts")).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Find(AriaRole.Dialog, "Keyboard shortcuts")).ToHaveCountAsync(0);
        await keyboard.PressAsync("g");
        await keyboard.PressAsync("r");
        await visit.UntilAsync("() => location.pathname === '/'");
        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("spirals");
        await visit.UntilAsync("() => document.querySelectorAll('tbody tr').length === 1");
        await TabToAsync(visit, "document.activeElement.matches('tbody a')");
        await keyboard.PressAsync("Enter");
        await visit.UntilAsync("() => location.pathname.startsWith('/runs/')");
        await visit.ShowAllAsync();
        await visit.SettleAsync();
        await TabToAsync(visit, "document.activeElement.matches('.plot')");
        await keyboard.PressAsync("Home");
        await keyboard.PressAsync("Shift+ArrowRight");
        await visit.UntilAsync("() => [...document.querySelectorAll('.chart .readout')].every(readout => readout.textContent !== '')");
        (await visit.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-valuetext')")).ShouldContain("machine, in use");
        await keyboard.PressAsync("+");
        await visit.UntilAsync("() => location.search.includes('from=')");
        await keyboard.PressAsync("0");
        await visit.UntilAsync("() => !location.search.includes('from=')");
        visit.Complaints.ShouldBeEmpty();
    }

    private static async Task TabToAsync(Visit visit, string condition)
    {
        const int mostStops = 60;
        for (int stop = 0; stop < mostStops; stop++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await visit.Page.EvaluateAsync<bool>(condition))
            {
                return;
            }
        }

        throw new InvalidOperationException($"No stop of the Tab key is one where {condition}.");
    }
}
