using System.Diagnostics;

namespace Vigil.Collection.Tests.Gpu;

/// <summary>Compiles the scripted NVML once for a class of tests; each test works on a copy, with its own state.</summary>
public sealed class FakeNvmlLibrary : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vigil-nvml-");
    private readonly Dictionary<string, string?> _compiled = [];
    private int _copies;

    /// <summary>A fresh library with a script beside it; the test is skipped where nothing compiles C.</summary>
    /// <param name="script">What it answers; see nvml.c.</param>
    /// <param name="flavour">Preprocessor definition, such as <c>OLD_DRIVER</c>.</param>
    public string Create(string script, string flavour = "TODAY")
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The scripted NVML library is built for Linux.");
        if (!_compiled.TryGetValue(flavour, out string? library))
        {
            library = Compile(flavour);
            _compiled.Add(flavour, library);
        }

        Skip.If(library is null, "There is no C compiler (cc).");
        string copy = Path.Combine(_folder.FullName, $"nvml-{_copies++}.so");
        File.Copy(library, copy);
        File.WriteAllText(copy + ".script", script);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string? Compile(string flavour)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Gpu", "FakeNvml", "nvml.c");
        string library = Path.Combine(_folder.FullName, flavour + ".so");
        var start = new ProcessStartInfo("cc", ["-shared", "-fPIC", "-D" + flavour, "-o", library, source, "-ldl"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        Process? compiler;
        try
        {
            compiler = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        using (compiler)
        {
            string errors = compiler!.StandardError.ReadToEnd();
            compiler.WaitForExit();
            compiler.ExitCode.ShouldBe(0, errors);
        }

        return library;
    }
}
