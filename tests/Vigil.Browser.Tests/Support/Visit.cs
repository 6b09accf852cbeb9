namespace Vigil.Browser.Tests.Support;

/// <summary>One viewer at one page; remembers what the browser complained of.</summary>
internal sealed class Visit : IAsyncDisposable
{
    /// <summary>How long anything on a page may take, milliseconds: only a test that hangs meets it.</summary>
    public const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly string _address;
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page, string address)
    {
        _context = context;
        _address = address;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complain($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => Complain($"exception: {error}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, exceptions of scripts, refusals of the content policy.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    public static async Task<Visit> OpenAsync(IBrowser browser, string address, string? path, string timeZone = "UTC")
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            ColorScheme = ColorScheme.Dark,
            TimezoneId = timeZone,
            Locale = "en-GB",
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        var visit = new Visit(context, await context.NewPageAsync(), address);
        if (path is not null)
        {
            await visit.GoAsync(path);
        }

        return visit;
    }

    public Task GoAsync(string path) => Page.GotoAsync(_address + path);

    /// <summary>The part that assistive technology knows by a role and a name.</summary>
    public ILocator Find(AriaRole role, string name, bool exact = false) => Page.GetByRole(role, new PageGetByRoleOptions { Name = name, Exact = exact });

    public ILocator Button(string name) => Find(AriaRole.Button, name, exact: true);

    /// <summary>Waits for words anywhere in a part of the page.</summary>
    public static Task SeeAsync(ILocator part, string text) => Assertions.Expect(part).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = Patience });

    /// <summary>Waits until a condition in the page holds.</summary>
    public Task UntilAsync(string script) => Page.WaitForFunctionAsync(script);

    /// <summary>Makes the window so high that nothing is off the screen, where what follows the cursor stands still.</summary>
    public Task ShowAllAsync() => Page.SetViewportSizeAsync(1440, 4000);

    /// <summary>Waits until everything that was asked for has come and the charts are drawn.</summary>
    public async Task SettleAsync()
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Complain(string complaint)
    {
        lock (_complaints)
        {
            _complaints.Add(complaint);
        }
    }
}
