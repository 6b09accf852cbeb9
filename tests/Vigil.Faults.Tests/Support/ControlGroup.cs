using System.Globalization;

namespace Vigil.Faults.Tests.Support;

/// <summary>A real control group for a program under limits: one per controller in version 1, one for all in version 2.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Mount = "/sys/fs/cgroup";
    private const long PeriodMicroseconds = 100_000;

    private readonly string _name = $"vigil-fault-{Guid.NewGuid():N}";
    private readonly bool _isFirstVersion = Directory.Exists($"{Mount}/memory") && !File.Exists($"{Mount}/cgroup.controllers");
    private readonly List<string> _folders = [];

    /// <summary>Makes one; skips where that is not allowed.</summary>
    /// <param name="limits">What may be used.</param>
    /// <param name="folder">A folder on the disk that is limited.</param>
    public ControlGroup(Limits limits, string folder)
    {
        string? refusal = null;
        try
        {
            if (limits.MemoryBytes is { } bytes)
            {
                Write("memory", "memory.limit_in_bytes", "memory.max", $"{bytes}");
                // What is to be killed must not go to swap first; what may go there goes as soon as it must.
                WriteIfThere("memory", "memory.swappiness", "memory.swap.max", limits.MaySwap ? (_isFirstVersion ? "100" : "max") : "0");
            }

            if (limits.Cores is { } cores)
            {
                string quota = ((long)(cores * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
                WriteIfThere("cpu", "cpu.cfs_period_us", "", $"{PeriodMicroseconds}");
                Write("cpu", "cpu.cfs_quota_us", "cpu.max", _isFirstVersion ? quota : $"{quota} {PeriodMicroseconds}");
            }

            if (limits.DiskBytesPerSecond is { } rate)
            {
                string device = DeviceOf(folder);
                Write("blkio", "blkio.throttle.read_bps_device", "io.max", _isFirstVersion ? $"{device} {rate}" : $"{device} rbps={rate}");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            refusal = error.Message;
        }

        if (refusal is not null)
        {
            Dispose();
            Skip.If(true, $"needs to make a control group with limits: {refusal}");
        }
    }

    /// <summary>A command that moves into the group and becomes the program whose words follow.</summary>
    public string[] Enter =>
        ["sh", "-c", string.Concat(_folders.Select(folder => $"echo $$ > {folder}/cgroup.procs && ")) + "exec \"$@\"", "sh"];

    /// <summary>A group can be removed once the kernel has let go of its last process, shortly after that was waited for.</summary>
    public void Dispose()
    {
        foreach (string folder in _folders)
        {
            for (int i = 0; i < 100 && Directory.Exists(folder); i++)
            {
                try
                {
                    Directory.Delete(folder);
                }
                catch (IOException)
                {
                    Thread.Sleep(Deadlines.Look);
                }
            }
        }
    }

    private void Write(string controller, string first, string second, string value)
    {
        string folder = _isFirstVersion ? $"{Mount}/{controller}/{_name}" : $"{Mount}/{_name}";
        if (!_folders.Contains(folder))
        {
            Directory.CreateDirectory(folder);
            _folders.Add(folder);
        }

        string file = Path.Combine(folder, _isFirstVersion ? first : second);
        if (!File.Exists(file))
        {
            throw new IOException($"there is no {file}");
        }

        File.WriteAllText(file, value);
    }

    private void WriteIfThere(string controller, string first, string second, string value)
    {
        try
        {
            Write(controller, first, second, value);
        }
        catch (IOException)
        {
            // The limit itself is what matters, and is written by itself.
        }
    }

    /// <summary>Number of the disk, not of the partition, that a folder lies on.</summary>
    private static string DeviceOf(string folder)
    {
        string device = File.ReadLines("/proc/self/mountinfo")
            .Select(line => line.Split(' '))
            .Where(words => words[4] == "/" || folder == words[4] || folder.StartsWith(words[4] + "/", StringComparison.Ordinal))
            .MaxBy(words => words[4].Length)![2];
        string entry = $"/sys/dev/block/{device}";
        if (!Directory.Exists(entry))
        {
            throw new IOException($"{folder} lies on no disk ({device})");
        }

        return File.Exists($"{entry}/partition")
            ? File.ReadAllText(Path.Combine(Path.GetDirectoryName(Directory.ResolveLinkTarget(entry, true)!.FullName)!, "dev")).Trim()
            : device;
    }
}
