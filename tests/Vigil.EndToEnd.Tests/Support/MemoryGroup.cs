namespace Vigil.EndToEnd.Tests.Support;

/// <summary>A real control group with a memory limit, version 1 or 2 as the machine has it.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string VersionOne = "/sys/fs/cgroup/memory";
    private const string VersionTwo = "/sys/fs/cgroup";

    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>What a shell does to move itself into the group and become a program: <c>sh -c SCRIPT sh CMD …</c>.</summary>
    public string EnterScript => $"echo $$ > {_folder}/cgroup.procs && exec \"$@\"";

    /// <summary>Makes one; skips where that is not allowed.</summary>
    public static MemoryGroup Create(long limitBytes)
    {
        bool first = File.Exists(Path.Combine(VersionOne, "memory.limit_in_bytes"));
        string folder = Path.Combine(first ? VersionOne : VersionTwo, $"vigil-test-{Guid.NewGuid():N}");
        string limit = Path.Combine(folder, first ? "memory.limit_in_bytes" : "memory.max");
        string? refusal = null;
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(limit))
            {
                Directory.Delete(folder);
                refusal = $"there is no {limit}";
            }
            else
            {
                File.WriteAllText(limit, $"{limitBytes}");
                // The limit is to kill: nothing is to go to swap first.
                string swap = Path.Combine(folder, first ? "memory.swappiness" : "memory.swap.max");
                if (File.Exists(swap))
                {
                    File.WriteAllText(swap, "0");
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            refusal = error.Message;
        }

        Skip.If(refusal is not null, $"needs to make a control group with a memory limit: {refusal}");
        return new MemoryGroup(folder);
    }

    /// <summary>A group can be removed once the kernel has let go of its last process, shortly after that was waited for.</summary>
    public void Dispose()
    {
        for (int i = 0; i < 100 && Directory.Exists(_folder); i++)
        {
            try
            {
                Directory.Delete(_folder);
            }
            catch (IOException)
            {
                Thread.Sleep(Deadlines.Look);
            }
        }
    }
}
