using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>What a service reported: its operations narrowed down, its instruments found.</summary>
[Collection(StageCollection.Name)]
public sealed class OperationTests(Stage stage)
{
    [SkippableFact]
    public async Task Operations_are_narrowed_to_a_name_and_to_those_that_failed()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/operations");
        await Visit.SeeAsync(visit.Page.Locator("main"), "400 operations");
        await visit.Button("chat llama").ClickAsync();
        await Visit.SeeAsync(visit.Page.Locator("main"), "380 operations");
        visit.Page.Url.ShouldContain("type=inference_request");
        await visit.Page.GetByLabel("Which operations").SelectOptionAsync("failed");
        await Visit.SeeAsync(visit.Page.Locator("main"), "upstream timed out");
        await visit.UntilAsync("() => [...document.querySelectorAll('section:last-of-type tbody tr')].every(row => row.textContent.includes('failed'))");
        visit.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_service_is_found_with_its_percentiles_its_log_and_its_operations()
    {
        Stage.Need();
        await using Visit visit = await stage.OpenAsync("/services");
        await visit.Find(AriaRole.Link, Reporter.Name).ClickAsync();
        await Visit.SeeAsync(visit.Page.Locator("figure", new PageLocatorOptions { HasText = "http.server.request.duration" }), "p95");
        await Visit.SeeAsync(visit.Page.Locator("main"), "model loaded");
        await visit.Find(AriaRole.Link, "Operations", exact: true).Last.ClickAsync();
        await Visit.SeeAsync(visit.Page.Locator("main"), "400 operations");
        visit.Page.Url.ShouldContain("run=" + stage.Service);
        visit.Complaints.ShouldBeEmpty();
    }
}
