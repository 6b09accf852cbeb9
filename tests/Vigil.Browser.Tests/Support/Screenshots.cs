namespace Vigil.Browser.Tests.Support;

/// <summary>Pictures of the pages as the tests saw them, for people to look at: <c>artifacts/screenshots</c>.</summary>
internal static class Screenshots
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "artifacts", "screenshots");

    public static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(s_folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
}
