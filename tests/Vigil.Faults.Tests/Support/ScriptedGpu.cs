namespace Vigil.Faults.Tests.Support;

/// <summary>An NVIDIA driver's library that answers what a script says: see <c>nvml.c</c>. No GPU is needed, and none is touched.</summary>
internal static class ScriptedGpu
{
    /// <summary>Compiles it into a folder; skips where nothing compiles C.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="script">What it answers of device 0 beyond its name and size.</param>
    /// <returns>Path of the library.</returns>
    public static string Create(string folder, string script)
    {
        string library = Path.Combine(folder, "libnvidia-ml.so.1");
        Skip.IfNot(
            Machine.Succeeds("cc", "-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "nvml.c"), "-ldl"),
            "needs a C compiler (cc)");
        File.WriteAllText(library + ".script", $"""
            * driver 580.65
            * count 1
            0 name NVIDIA GeForce RTX 4090
            0 uuid GPU-11111111-2222-3333-4444-555555555555
            0 pci 00000000:01:00.0
            0 arch 8
            0 memory_total 25757220864
            0 power_limit 450000
            0 clock_mem 10251
            0 ecc0 unsupported
            0 fan 60
            {script.ReplaceLineEndings("\n")}

            """);
        return library;
    }
}
