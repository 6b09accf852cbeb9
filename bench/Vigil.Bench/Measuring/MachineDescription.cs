using System.Runtime.InteropServices;

namespace Vigil.Bench.Measuring;

/// <summary>What a reader must know of the machine to judge the figures.</summary>
internal static class MachineDescription
{
    /// <summary>Prints cores, model, kernel, runtime and load.</summary>
    public static void Print()
    {
        string model = Lines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name"))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        string kernel = Lines("/proc/sys/kernel/osrelease").FirstOrDefault() ?? "?";
        string load = Lines("/proc/loadavg").FirstOrDefault() ?? "?";
        Console.WriteLine($"{Environment.ProcessorCount} cores ({model}), Linux {kernel}, {RuntimeInformation.FrameworkDescription}");
        Console.WriteLine($"load {load}: machines are noisy; compare within this run, by ratios and medians.");
        Console.WriteLine();
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
