using System.Collections.Frozen;

namespace Vigil.Collection.Processes.Linux;

/// <summary>Tells from its arguments what kind of program a process runs.</summary>
internal static class ProgramKinds
{
    private static readonly FrozenSet<string> s_launchers = new[]
    {
        // Shells.
        "sh", "bash", "dash", "zsh", "ksh", "mksh", "fish", "busybox", "csh", "tcsh",
        // What runs a command in other circumstances.
        "env", "nice", "ionice", "chrt", "numactl", "taskset", "nohup", "setsid", "setarch", "time", "timeout", "stdbuf",
        "unbuffer", "script", "sudo", "doas", "su", "runuser", "flock", "xvfb-run", "systemd-run", "systemd-inhibit", "prlimit",
        "tini", "dumb-init", "catatonit", "tmux", "screen", "xargs", "parallel", "make", "just", "vigil",
        // What looks at a command while it runs.
        "strace", "ltrace", "gdb", "perf", "valgrind", "nsys", "ncu", "nvprof", "catchsegv", "py-spy", "memray", "scalene",
        // Python environments.
        "uv", "uvx", "poetry", "pipenv", "pdm", "hatch", "rye", "pixi", "conda", "mamba", "micromamba", "pyenv",
        // Clusters and ranks.
        "srun", "mpirun", "mpiexec", "mpiexec.hydra", "mpirun.openmpi", "orted", "prterun", "prted", "hydra_pmi_proxy",
        "hydra_bstrap_proxy", "torchrun", "torchx", "accelerate", "accelerate-launch", "deepspeed", "horovodrun", "composer",
        "colossalai", "fairseq-hydra-train",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> s_launcherModules = new[]
    {
        "torch.distributed.run", "torch.distributed.launch", "torch.distributed.elastic.multiprocessing",
        "accelerate.commands.launch", "accelerate", "deepspeed.launcher.launch", "deepspeed.launcher.runner", "deepspeed",
        "horovod.runner.launch", "poetry", "pipenv", "pdm", "hatch", "uv", "conda",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> s_runtimes = new[]
    {
        "dotnet", "java", "julia", "R", "Rscript", "node", "ruby", "luajit", "octave-cli", "MATLAB",
    }.ToFrozenSet();

    /// <summary>The kind of program.</summary>
    /// <param name="name">Kernel's short name.</param>
    /// <param name="executable">Path of the program file; empty where hidden.</param>
    /// <param name="arguments">Its arguments; none where hidden.</param>
    public static ProgramKind Of(string name, string executable, IReadOnlyList<string> arguments)
    {
        // What it calls itself in argument 0 comes second: programs such as busybox have one file and many names,
        // and a script's interpreter is the file while the script is an argument.
        string file = FileName(executable);
        string called = arguments.Count > 0 ? FileName(arguments[0].TrimStart('-')) : name;
        if (IsPython(file) || IsPython(called))
        {
            return OfPython(arguments);
        }

        if (s_launchers.Contains(called) || s_launchers.Contains(file))
        {
            return ProgramKind.Launcher;
        }

        if (s_runtimes.Contains(called) || s_runtimes.Contains(file))
        {
            return arguments.Count > 1 && FileName(arguments[1]) == "vigil.dll" ? ProgramKind.Launcher : ProgramKind.Runtime;
        }

        return ProgramKind.Unknown;
    }

    /// <summary>The name that PyTorch gives to its data-loading workers.</summary>
    public static bool IsWorkerName(string name) => name.StartsWith("pt_data_worker", StringComparison.Ordinal);

    private static ProgramKind OfPython(IReadOnlyList<string> arguments)
    {
        for (int i = 1; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "-m")
            {
                return i + 1 < arguments.Count && s_launcherModules.Contains(arguments[i + 1])
                    ? ProgramKind.Launcher
                    : ProgramKind.Python;
            }

            if (argument == "-c")
            {
                return OfCode(i + 1 < arguments.Count ? arguments[i + 1] : "");
            }

            if (argument is "-W" or "-X")
            {
                i++;
            }
            else if (!argument.StartsWith('-'))
            {
                return s_launchers.Contains(FileName(argument)) ? ProgramKind.Launcher : ProgramKind.Python;
            }
        }

        return ProgramKind.Python;
    }

    /// <summary>The one-liners by which Python's multiprocessing starts its processes.</summary>
    private static ProgramKind OfCode(string code)
    {
        if (code.Contains("multiprocessing.spawn", StringComparison.Ordinal))
        {
            return ProgramKind.Spawned;
        }

        if (code.Contains("multiprocessing.forkserver", StringComparison.Ordinal))
        {
            return ProgramKind.ForkServer;
        }

        return code.Contains("multiprocessing.resource_tracker", StringComparison.Ordinal)
            || code.Contains("multiprocessing.semaphore_tracker", StringComparison.Ordinal)
                ? ProgramKind.Helper
                : ProgramKind.Python;
    }

    private static bool IsPython(string file) =>
        file.StartsWith("python", StringComparison.Ordinal) || file.StartsWith("pypy", StringComparison.Ordinal);

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
