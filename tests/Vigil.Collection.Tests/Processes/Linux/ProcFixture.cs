using System.Globalization;
using Vigil.Collection.Files;

namespace Vigil.Collection.Tests.Processes.Linux;

/// <summary>A /proc of plain files, in the kernel's formats, which tests change between samples.</summary>
internal sealed class ProcFixture : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("vigil-proc-").FullName;

    public ProcFixture()
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc"));
        Write("stat", "cpu  1 2 3 4 5 6 7 8 9 10\nbtime 1700000000\nprocesses 100\n");
        Write("uptime", "5000.00 9000.00\n");
        Paths = new HostPaths(_root);
    }

    public HostPaths Paths { get; }

    public void Add(
        int pid,
        int parent,
        string name = "python3",
        string commandLine = "python3 train.py",
        long start = 1000,
        char state = 'S',
        long stack = 4096,
        int session = 1,
        int group = 1,
        long user = 0,
        long childFaults = 0,
        int exit = 0,
        int files = 3)
    {
        string folder = Path.Combine(_root, "proc", pid.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.Combine(folder, "fd"));
        Write(
            $"{pid}/stat",
            $"{pid} ({name}) {state} {parent} {group} {session} 0 -1 4194560 500 {childFaults} 7 0 {user} 20 3 4 20 0 5 0 {start} 10240000 300 18446744073709551615 1 2 {stack} 0 0 0 0 4096 2 0 0 0 17 1 0 0 9 0 0 3 4 5 6 7 8 9 {exit}\n");
        Write($"{pid}/statm", "2500 300 120 1 0 200 0\n");
        Write(
            $"{pid}/status",
            $"Name:\t{name}\nVmRSS:\t    1200 kB\nVmSwap:\t      64 kB\nThreads:\t5\nvoluntary_ctxt_switches:\t11\nnonvoluntary_ctxt_switches:\t22\n");
        Write($"{pid}/io", "rchar: 1000\nwchar: 2000\nsyscr: 1\nsyscw: 2\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n");
        Write($"{pid}/smaps_rollup", "00400000-7fff0000 ---p 00000000 00:00 0    [rollup]\nRss:      1200 kB\nPss:       777 kB\nPss_Dirty: 5 kB\n");
        Write($"{pid}/comm", name + "\n");
        Write($"{pid}/cmdline", commandLine.Replace(' ', '\0').Replace('|', ' ') + "\0");
        for (int i = 0; i < files; i++)
        {
            Write($"{pid}/fd/{i}", "");
        }
    }

    public void Remove(int pid)
    {
        // An open file of /proc says that its process is gone; an open plain file can only become empty.
        Write($"{pid}/stat", "");
        Directory.Delete(Path.Combine(_root, "proc", pid.ToString(CultureInfo.InvariantCulture)), recursive: true);
    }

    public void Delete(string relative) => File.Delete(Path.Combine(_root, "proc", relative));

    // In place: a kernel file keeps its identity when its text changes.
    public void Write(string relative, string text) => File.WriteAllText(Path.Combine(_root, "proc", relative), text);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
