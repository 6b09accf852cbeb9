using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Decides what each process of the tree is for.
/// </summary>
/// <remarks>
/// <para><b>Main</b> is the program the run is about. If that is a shell or launcher (<see cref="ProgramKinds"/>), main are
/// the processes that it started, through launchers only, and that run Python or another language runtime; of other
/// programs the ones that have used a second of CPU while no such process is alive. Several mains are the ranks of one
/// training. Until a launcher has started a main, the program itself stands as main, so that there is one.</para>
/// <para><b>Worker</b> is a process that Python's multiprocessing made: a fork of a main or of the fork server that has
/// executed nothing since (same program file, same arguments, same stack), or a fresh interpreter with the command line of
/// <c>multiprocessing.spawn</c>, or any that PyTorch named <c>pt_data_worker</c>. Whether it computes is not looked at.
/// But a worker that has workers of its own is a main: DataLoader's workers are daemonic and may not have any, so it is a
/// rank that was forked or spawned. And a fork that left the session of its ended parent is the program gone into the
/// background, so it is a main.</para>
/// <para><b>Other</b> is everything else: launchers, resource trackers, shells, compilers, programs that a main runs.</para>
/// <para>Roles are looked at again whenever a process comes, goes or executes another program.</para>
/// </remarks>
internal sealed class RoleRules
{
    private const int NoteworthyTicks = 100;

    private bool _mainWasLaunched;

    /// <summary>Decides all roles anew.</summary>
    /// <param name="processes">The tree, in order of appearance.</param>
    /// <param name="changed">Called for each process whose role is another now.</param>
    public void Decide(List<TrackedProcess> processes, List<TrackedProcess> changed)
    {
        bool runtimeAlive = false;
        foreach (TrackedProcess process in processes)
        {
            runtimeAlive |= IsLaunchedProgram(process) && process.Kind is not ProgramKind.Unknown;
            if (process.IsSettled && process.Parent is { } parent
                && (process.Kind == ProgramKind.Spawned || (process.IsFork && process.Kind == ProgramKind.Python)))
            {
                parent.HasWorkers = true;
            }
        }

        foreach (TrackedProcess process in processes)
        {
            _mainWasLaunched |= IsLaunchedMain(process, runtimeAlive);
        }

        // A process mostly stands behind its parent; where numbers wrapped it does not, and a second pass settles it.
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (TrackedProcess process in processes)
            {
                string role = RoleOf(process, runtimeAlive);
                if (role != process.Role)
                {
                    process.Role = role;
                    if (!changed.Contains(process))
                    {
                        changed.Add(process);
                    }
                }
            }
        }
    }

    /// <summary>Whether a process may become a main by the CPU it uses, so that its roles must be looked at again then.</summary>
    public static bool WaitsForCpu(TrackedProcess process) =>
        process is { Kind: ProgramKind.Unknown, Role: ProcessRoles.Other, IsProgram: false, IsLaunched: true }
        && process.Stat.UserTicks + process.Stat.SystemTicks >= NoteworthyTicks;

    private string RoleOf(TrackedProcess process, bool runtimeAlive)
    {
        switch (process.Kind)
        {
            case ProgramKind.Spawned:
                return process.HasWorkers ? ProcessRoles.Main : ProcessRoles.Worker;
            case ProgramKind.Helper:
                return ProcessRoles.Other;
            case ProgramKind.ForkServer:
                return IsForkOf(process, ProgramKind.ForkServer) ? WorkerOrRank(process) : ProcessRoles.Other;
            case ProgramKind.Launcher:
                return process.IsProgram && !_mainWasLaunched ? ProcessRoles.Main : ProcessRoles.Other;
            default:
                break;
        }

        if (ProgramKinds.IsWorkerName(process.Name))
        {
            return WorkerOrRank(process);
        }

        if (process.IsProgram || IsLaunchedMain(process, runtimeAlive))
        {
            return ProcessRoles.Main;
        }

        if (process is { IsFork: true, Parent: { } parent })
        {
            bool wentAway = parent.HasEnded && process.Stat.Session != parent.Stat.Session && parent.Role == ProcessRoles.Main;
            if (wentAway)
            {
                return ProcessRoles.Main;
            }

            if (process.Kind == ProgramKind.Python && (parent.Role == ProcessRoles.Main || parent.Kind == ProgramKind.Spawned))
            {
                return WorkerOrRank(process);
            }
        }

        return ProcessRoles.Other;
    }

    private static string WorkerOrRank(TrackedProcess process) =>
        process.HasWorkers ? ProcessRoles.Main : ProcessRoles.Worker;

    private static bool IsForkOf(TrackedProcess process, ProgramKind kind) =>
        process.IsFork && process.Parent?.Kind == kind;

    /// <summary>Started by the launchers, directly or through each other, and none itself.</summary>
    private static bool IsLaunchedProgram(TrackedProcess process) =>
        process is { IsLaunched: true, IsProgram: false }
            and { Kind: ProgramKind.Python or ProgramKind.Runtime or ProgramKind.Unknown };

    private static bool IsLaunchedMain(TrackedProcess process, bool runtimeAlive) =>
        IsLaunchedProgram(process)
        && (process.Kind != ProgramKind.Unknown
            || (!runtimeAlive && process.Stat.UserTicks + process.Stat.SystemTicks >= NoteworthyTicks)
            || (process.Role == ProcessRoles.Main && !runtimeAlive));
}
