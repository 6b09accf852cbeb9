using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>A server that asks for tokens: the page signs in and out, and offers a viewer nothing that it would be refused.</summary>
[Collection(StageCollection.Name)]
public sealed class AccessTests(Stage stage)
{
    private const string Viewer = "viewer-token-0123456789";
    private const string Operator = "operator-token-0123456789";

    [SkippableFact]
    public async Task The_page_asks_for_a_token_says_when_it_is_wrong_and_signs_in_and_out()
    {
        Stage.Need();
        using ControlRoom room = Guarded();
        await using Visit visit = await OpenAsync(room, "/");
        await Assertions.Expect(visit.Find(AriaRole.Heading, "Sign in")).ToBeVisibleAsync();
        (await Accessibility.ViolationsAsync(visit.Page)).ShouldBeEmpty();
        await Screenshots.TakeAsync(visit.Page, "sign-in");
        await SignInAsync(visit, "not-the-token-0123456789");
        await Visit.SeeAsync(visit.Find(AriaRole.Alert, ""), "not known");
        await SignInAsync(visit, Operator);
        await Assertions.Expect(visit.Find(AriaRole.Link, "spirals")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Find(AriaRole.Button, "Edit spirals")).ToBeVisibleAsync();
        await visit.Button("Sign out").ClickAsync();
        await Assertions.Expect(visit.Find(AriaRole.Heading, "Sign in")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_viewer_sees_everything_and_is_offered_no_change()
    {
        Stage.Need();
        using ControlRoom room = Guarded();
        await using Visit visit = await OpenAsync(room, $"/runs/{stage.Died}");
        await SignInAsync(visit, Viewer);
        await Visit.SeeAsync(visit.Find(AriaRole.Region, "Death certificate"), "cuda oom");
        await Assertions.Expect(visit.Button("Edit")).ToHaveCountAsync(0);
        await Visit.SeeAsync(visit.Find(AriaRole.Region, "Recommendations"), "Reduce batch_size to 32");
        await Assertions.Expect(visit.Button("Apply recommended settings")).ToHaveCountAsync(0);
    }

    private ControlRoom Guarded()
    {
        string tokens = stage.Sandbox.PathOf("tokens");
        File.WriteAllText(tokens, $"viewer {Viewer}\noperator {Operator}\n");
        File.SetUnixFileMode(tokens, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new ControlRoom(stage.Sandbox, stage.Sandbox.Database, "--token-file", tokens, "--allow-apply").Start();
    }

    private Task<Visit> OpenAsync(ControlRoom room, string path) => Visit.OpenAsync(stage.Browser, room.Address, path);

    private static async Task SignInAsync(Visit visit, string token)
    {
        await visit.Page.GetByLabel("Token").FillAsync(token);
        await visit.Button("Sign in").ClickAsync();
    }
}
