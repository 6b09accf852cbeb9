namespace Vigil.Faults.Tests.Support;

/// <summary>Where one fault happens: a folder, an environment, what was mounted and made for it. All of it ends with it.</summary>
internal sealed class Scene : IDisposable
{
    private readonly List<IDisposable> _used = [];

    public Scene()
    {
        // So that programs find the client where they use it.
        Sandbox.Variables["PYTHONPATH"] = Path.Combine(Repository.Root, "clients", "python");
    }

    public Sandbox Sandbox { get; } = new();

    /// <summary>A command that starts the recorder, whose words follow; empty: itself.</summary>
    public string[] AroundRecorder { get; set; } = [];

    /// <summary>A command that starts the program, whose words follow; empty: itself.</summary>
    public string[] AroundProgram { get; set; } = [];

    /// <summary>Puts the program under limits.</summary>
    public void Limit(Limits limits) => AroundProgram = [.. Use(new ControlGroup(limits, Sandbox.Folder)).Enter, .. AroundProgram];

    /// <summary>Shows Vigil a GPU that answers by a script.</summary>
    public void AddGpu(string script) => Sandbox.Variables["VIGIL_NVML_LIBRARY"] = ScriptedGpu.Create(Sandbox.Folder, script);

    /// <summary>Disposes of something at the end, the last first.</summary>
    public T Use<T>(T what)
        where T : IDisposable
    {
        _used.Add(what);
        return what;
    }

    public void Dispose()
    {
        for (int i = _used.Count - 1; i >= 0; i--)
        {
            _used[i].Dispose();
        }

        Sandbox.Dispose();
    }
}
