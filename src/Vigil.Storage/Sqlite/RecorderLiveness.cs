using System.Diagnostics;
using System.Globalization;
using Vigil.Core.Runs;

namespace Vigil.Storage.Sqlite;

/// <summary>Tells whether a recording process still lives.</summary>
internal static class RecorderLiveness
{
    // Of /proc/PID/stat, counted after the name, which may hold blanks and brackets: state is 0, start time 19.
    private const int StartTimeField = 19;

    /// <summary>True when a process of that number and start time runs on this machine.</summary>
    public static bool IsAlive(RecorderIdentity recorder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return HasProcess(recorder.ProcessId);
        }

        return ReadStat(recorder.ProcessId) is ({ } state, var startTicks) && state is not ("Z" or "X") && startTicks == recorder.StartTicks;
    }

    /// <summary>This process as a recorder.</summary>
    public static RecorderIdentity OfThisProcess() => new(
        Environment.MachineName,
        SqliteStoreOptions.ThisBoot,
        Environment.ProcessId,
        OperatingSystem.IsLinux() ? ReadStat(Environment.ProcessId)?.StartTicks ?? 0 : 0);

    /// <summary>The kernel's id of this boot; empty where there is none.</summary>
    public static string ReadBootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static (string State, long StartTicks)? ReadStat(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0], long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static bool HasProcess(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
