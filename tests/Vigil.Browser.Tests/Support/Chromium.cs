using System.Reflection;

namespace Vigil.Browser.Tests.Support;

/// <summary>The browser of this machine, driven by Playwright; tests skip where there is none.</summary>
internal static class Chromium
{
    private const string DriverVariable = "PLAYWRIGHT_DRIVER_SEARCH_PATH";
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Its executable, as the PATH has it; null where there is none.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts it.</summary>
    public static async Task<(IPlaywright Driver, IBrowser Browser)> LaunchAsync()
    {
        string package = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "PlaywrightPackage").Value!;
        Environment.SetEnvironmentVariable(DriverVariable, package);
        IPlaywright driver = await Playwright.CreateAsync();
        IBrowser browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            // Where tests run as root, as in containers, Chromium refuses its sandbox.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        return (driver, browser);
    }
}
