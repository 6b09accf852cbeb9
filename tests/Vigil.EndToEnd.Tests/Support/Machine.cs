using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vigil.EndToEnd.Tests.Support;

/// <summary>What this machine has and allows. Tests skip by it, and say why.</summary>
internal static partial class Machine
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private static readonly Lazy<bool> s_torch = new(() => Succeeds("/usr/bin/python3", "-c", "import torch, yaml"));

    /// <summary>A Python without wrappers of version managers around it, which would be processes of their own.</summary>
    public static string Python { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    public static bool HasPython { get; } = Succeeds(Python, "--version");

    public static bool IsRoot { get; } = string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    public static bool HasTorch => s_torch.Value;

    /// <summary>Skips without PyTorch.</summary>
    public static void NeedTorch() => Skip.IfNot(HasTorch, "needs PyTorch and PyYAML for /usr/bin/python3 (apt install python3-torch python3-yaml)");

    /// <summary>Skips without Python.</summary>
    public static void NeedPython() => Skip.IfNot(HasPython, "needs python3");

    /// <summary>Whether a process lives; one that nobody has waited for counts as gone.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return !stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends a signal; to a process group when the number is negative.</summary>
    public static void Signal(int pid, int signal) => _ = SendSignal(pid, signal);

    /// <summary>Runs a tool to its end.</summary>
    /// <returns>Whether it exists and ended with 0.</returns>
    public static bool Succeeds(string command, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(Deadlines.Program))
            {
                return process.ExitCode == 0;
            }

            process.Kill();
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
