using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>What moves while one looks: runs that are being recorded, and a server that goes and comes back.</summary>
[Collection(StageCollection.Name)]
public sealed class LiveTests(Stage stage)
{
    [SkippableFact]
    public async Task A_run_appears_in_the_list_while_it_is_recorded_and_its_row_moves_until_it_ends()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/");
        await visit.SettleAsync();
        using RunningProgram recording = Record("moving");
        ILocator row = visit.Page.Locator("tr", new PageLocatorOptions { HasText = "moving" });
        await Visit.SeeAsync(row, "running");
        await visit.UntilAsync("() => { const row = [...document.querySelectorAll('tbody tr')].find(row => row.textContent.includes('moving')); return row && Number(row.children[4].textContent.split('/')[0]) > 10; }");
        recording.Signal(Machine.Interrupt);
        recording.Wait();
        await Visit.SeeAsync(row, "interrupted");
        visit.Complaints.ShouldBeEmpty();
        await DeleteAsync(visit, "moving");
    }

    [SkippableFact]
    public async Task The_page_of_a_run_grows_while_it_is_recorded()
    {
        Stage.Need();
        using RunningProgram recording = Record("growing");
        string id = stage.Sandbox.WaitForRun("steps are recorded", run => run.Record.Start.Name == "growing" && run.Steps.Count > 0).Record.Start.Id;
        await using Visit visit = await stage.OpenAsync($"/runs/{id}");
        const string step = "Number(document.querySelectorAll('.tiles dd')[3].textContent.split('/')[0])";
        await visit.UntilAsync($"() => {step} > 0");
        int first = await visit.Page.EvaluateAsync<int>(step);
        await visit.UntilAsync($"() => {step} > {first}");
        await visit.UntilAsync("() => document.querySelectorAll('.log .line').length > 5");
        await Screenshots.TakeAsync(visit.Page, "live");
        recording.Signal(Machine.Interrupt);
        recording.Wait();
        await Visit.SeeAsync(visit.Page.Locator(".certificate"), "interrupted");
        visit.Complaints.ShouldBeEmpty();
        await visit.GoAsync("/");
        await DeleteAsync(visit, "growing");
    }

    [SkippableFact]
    public async Task A_lost_connection_is_shown_and_mended_by_itself()
    {
        Stage.Need();
        using var room = new ControlRoom(stage.Sandbox, stage.Sandbox.Database);
        room.Start();
        await using Visit visit = await Visit.OpenAsync(stage.Browser, room.Address, $"/runs/{stage.Trained}");
        await visit.SettleAsync();
        room.Stop();
        ILocator note = visit.Find(AriaRole.Status, "").GetByText("Connection lost");
        await Assertions.Expect(note).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = Visit.Patience });
        await Visit.SeeAsync(visit.Page.Locator("h1"), "spirals");
        await Screenshots.TakeAsync(visit.Page, "lost");
        room.Start();
        await Assertions.Expect(note).ToBeHiddenAsync(new LocatorAssertionsToBeHiddenOptions { Timeout = Visit.Patience });

        // The browser itself complains of each request that failed; nothing else may.
        visit.Complaints.ShouldAllBe(complaint => complaint.Contains("ERR_CONNECTION", StringComparison.Ordinal) || complaint.Contains("WebSocket", StringComparison.Ordinal));
    }

    private RunningProgram Record(string name) =>
        stage.Sandbox.StartRecording(["--name", name, "--interval", "0.25"], Machine.Python, Repository.Sample("train_mlp.py"), "--epochs", "100000");

    private static async Task DeleteAsync(Visit visit, string name)
    {
        ILocator row = visit.Page.Locator("tr", new PageLocatorOptions { HasText = name });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Edit" }).ClickAsync();
        await visit.Button("Delete…").ClickAsync();
        await visit.Button("Delete it and everything recorded").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }
}
