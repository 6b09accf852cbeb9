namespace Vigil.Browser.Tests.Support;

/// <summary>A <c>vigil serve</c> as a person starts it, which can be stopped and started again at the same address.</summary>
internal sealed class ControlRoom(Sandbox sandbox, string database, params string[] options) : IDisposable
{
    private RunningProgram? _server;
    private int _port;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{_port}";

    /// <summary>Starts it, and waits until it says where it listens.</summary>
    public ControlRoom Start()
    {
        _server = sandbox.Start(Repository.Vigil, ["serve", "--port", $"{_port}", "--db", database, .. options]);
        _server.WaitForError("Ctrl-C");
        _port = _server.Error.Split(' ', '\n').Where(word => word.StartsWith("http://", StringComparison.Ordinal)).Select(word => new Uri(word).Port).Last();
        return this;
    }

    /// <summary>Stops it as Ctrl-C does.</summary>
    public void Stop()
    {
        _server!.Signal(Machine.Interrupt);
        _server.Wait().ShouldEndWith(0);
    }

    public void Dispose() => _server?.Dispose();
}
