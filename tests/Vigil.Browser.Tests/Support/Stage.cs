using System.Text.Json.Nodes;

namespace Vigil.Browser.Tests.Support;

/// <summary>
/// What all tests look at: a browser, and a control room over a database in which a training that went well and one that
/// ran out of memory were recorded, and to which a service has reported.
/// </summary>
public sealed class Stage : IAsyncLifetime
{
    private IPlaywright? _driver;
    private IBrowser? _browser;
    private Sandbox? _sandbox;
    private ControlRoom? _room;

    /// <summary>Id of the run that trained well.</summary>
    internal string Trained { get; private set; } = "";

    /// <summary>Id of the run that ran out of memory, with <see cref="Configuration"/>.</summary>
    internal string Died { get; private set; } = "";

    /// <summary>Id of the record of the service that reports.</summary>
    internal string Service { get; private set; } = "";

    /// <summary>The configuration of the run that died, which recommendations can be written into.</summary>
    internal string Configuration => Sandbox.PathOf("train.yaml");

    internal Sandbox Sandbox => _sandbox!;

    internal ControlRoom Room => _room!;

    internal IBrowser Browser => _browser!;

    public async Task InitializeAsync()
    {
        if (WhyNot() is not null)
        {
            return;
        }

        _sandbox = new Sandbox();
        File.Copy(Repository.Program("train.yaml"), Configuration);
        Sandbox.RecordWith(["--name", "spirals", "--interval", "0.25"], Machine.Python, Repository.Sample("train_mlp.py"), "--epochs", "25").ShouldEndWith(0);
        Trained = Sandbox.LastRun().Record.Start.Id;
        Sandbox.RecordWith(["--name", "too large", "--interval", "0.25"], Machine.Python, Repository.Program("too_large.py"), "--config", Configuration).ShouldEndWith(1);
        Died = Sandbox.LastRun().Record.Start.Id;
        _room = new ControlRoom(Sandbox, Sandbox.Database, "--allow-apply").Start();
        Service = await Reporter.ReportAsync(_room.Address);
        (_driver, _browser) = await Chromium.LaunchAsync();
    }

    /// <summary>Skips where there is no browser, or nothing to record.</summary>
    internal static void Need() => Skip.If(WhyNot() is not null, WhyNot()!);

    /// <summary>Opens a page of the control room, or none yet, for someone in a time zone.</summary>
    internal Task<Visit> OpenAsync(string? path, string timeZone = "UTC") => Visit.OpenAsync(Browser, Room.Address, path, timeZone);

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _driver?.Dispose();
        _room?.Dispose();
        _sandbox?.Dispose();
    }

    private static string? WhyNot() =>
        Chromium.Executable is null ? "needs a browser (apt install chromium)"
        : !Machine.HasPython ? "needs python3"
        : null;
}
