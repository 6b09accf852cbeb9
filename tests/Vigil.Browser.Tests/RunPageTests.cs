using System.Globalization;
using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>The page of one run: the verdict, the advice, the charts with their cursor and zoom, the log beside them.</summary>
[Collection(StageCollection.Name)]
public sealed class RunPageTests(Stage stage)
{
    [SkippableFact]
    public async Task The_verdict_and_its_evidence_come_first_then_what_to_change()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync($"/runs/{stage.Died}");
        ILocator certificate = visit.Find(AriaRole.Region, "Death certificate");
        await Visit.SeeAsync(certificate, "cuda oom");
        await Visit.SeeAsync(certificate, "Tried to allocate 2.00 GiB");
        ILocator advice = visit.Find(AriaRole.Region, "Recommendations");
        await Visit.SeeAsync(advice, "train.batch_size");
        await advice.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Copy", Exact = true }).First.ClickAsync();
        await Visit.SeeAsync(advice, "Copied");
        (await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe("train.batch_size: 32");
        (await certificate.BoundingBoxAsync())!.Y.ShouldBeLessThan((await visit.Find(AriaRole.Region, "Timeline").BoundingBoxAsync())!.Y);
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Advice_is_shown_as_a_patch_before_anything_is_written_and_then_written()
    {
        Stage.Need();
        string before = await File.ReadAllTextAsync(stage.Configuration);
        try
        {
            await using Visit visit = await stage.OpenAsync($"/runs/{stage.Died}");
            await visit.Button("Apply recommended settings").ClickAsync();
            ILocator dialog = visit.Find(AriaRole.Dialog, "Apply recommended settings");
            await Visit.SeeAsync(dialog, "Nothing is written yet");
            await Visit.SeeAsync(dialog, "-  batch_size: 64     # samples a step");
            await Visit.SeeAsync(dialog, "+  batch_size: 32     # samples a step");
            await Screenshots.TakeAsync(visit.Page, "apply");
            (await Accessibility.ViolationsAsync(visit.Page)).ShouldBeEmpty();
            (await File.ReadAllTextAsync(stage.Configuration)).ShouldBe(before);
            await visit.Button("Write to the files").ClickAsync();
            await Visit.SeeAsync(dialog, "Written");
            (await File.ReadAllTextAsync(stage.Configuration)).ShouldBe(before.Replace("batch_size: 64", "batch_size: 32", StringComparison.Ordinal));
            visit.Complaints.ShouldBeEmpty();
        }
        finally
        {
            await File.WriteAllTextAsync(stage.Configuration, before);
        }
    }

    [SkippableFact]
    public async Task Dragging_zooms_all_charts_the_address_keeps_it_and_a_double_click_shows_everything()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync($"/runs/{stage.Trained}");
        await visit.SettleAsync();
        ILocator chart = visit.Page.Locator(".u-over").First;
        await chart.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await chart.BoundingBoxAsync())!;
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * 0.25f), box.Y + (box.Height / 2));
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + (box.Height / 2), new MouseMoveOptions { Steps = 5 });
        await visit.Page.Mouse.UpAsync();
        await visit.UntilAsync("() => location.search.includes('from=')");
        (double from, double to) = Zoom(visit.Page.Url);
        (to - from).ShouldBeGreaterThan(0);
        await visit.SettleAsync();
        await Screenshots.TakeAsync(visit.Page, "zoomed");

        await using Visit other = await stage.OpenAsync(new Uri(visit.Page.Url).PathAndQuery);
        await Assertions.Expect(other.Button("Everything")).ToBeEnabledAsync();

        await chart.DblClickAsync();
        await visit.UntilAsync("() => !location.search.includes('from=')");
        await visit.Page.GoBackAsync();
        Zoom(visit.Page.Url).ShouldBe((from, to));
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task The_cursor_moves_in_step_across_all_charts_and_the_log_and_the_processes_follow_it()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync($"/runs/{stage.Trained}");
        await visit.ShowAllAsync();
        await visit.SettleAsync();
        ILocator chart = visit.Page.Locator(".u-over").First;
        await chart.HoverAsync();
        await visit.UntilAsync("() => [...document.querySelectorAll('.chart .readout')].every(readout => readout.textContent !== '')");
        string[] readings = [.. await visit.Page.Locator(".chart .readout").AllTextContentsAsync()];
        readings.Length.ShouldBeGreaterThan(5);
        await visit.UntilAsync("() => document.querySelector('.log [aria-current]') !== null");
        await visit.UntilAsync("() => document.querySelector('.processes .at').textContent !== 'latest'");
        await visit.UntilAsync("() => document.querySelector('.processes [data-reading=memory]').textContent.includes('MiB')");
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Steps_are_an_axis_too()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync($"/runs/{stage.Trained}");
        await visit.Button("Step").ClickAsync();
        await visit.UntilAsync("() => location.search.includes('axis=step')");
        ILocator chart = visit.Page.Locator(".u-over").First;
        await chart.HoverAsync();
        await visit.UntilAsync("() => document.querySelector('.chart .readout').textContent.startsWith('step ')");
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task The_log_marks_errors_and_is_searched()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync($"/runs/{stage.Died}");
        ILocator log = visit.Find(AriaRole.Region, "Log");
        await Visit.SeeAsync(log.Locator(".line.critical"), "Tried to allocate 2.00 GiB");
        await log.GetByRole(AriaRole.Searchbox).FillAsync("Traceback");
        await visit.UntilAsync("() => document.querySelectorAll('.log .line').length === 1");
        visit.Page.Url.ShouldContain("find=Traceback");
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Times_are_those_of_the_viewers_zone()
    {
        Stage.Need();
        await using Visit here = await stage.OpenAsync($"/runs/{stage.Died}");
        await using Visit there = await stage.OpenAsync($"/runs/{stage.Died}", "Asia/Kolkata");
        TimeSpan first = await FirstEventAsync(here);
        TimeSpan second = await FirstEventAsync(there);
        ((second - first + TimeSpan.FromDays(1)).TotalHours % 24).ShouldBe(5.5);
    }

    private static async Task<TimeSpan> FirstEventAsync(Visit visit)
    {
        await visit.SettleAsync();
        return TimeSpan.Parse(await visit.Find(AriaRole.Region, "Table of events").Locator("tbody button").First.InnerTextAsync(), CultureInfo.InvariantCulture);
    }

    private static (double From, double To) Zoom(string address)
    {
        Dictionary<string, string> query = new Uri(address).Query.TrimStart('?').Split('&').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        return (double.Parse(query["from"], CultureInfo.InvariantCulture), double.Parse(query["to"], CultureInfo.InvariantCulture));
    }
}
