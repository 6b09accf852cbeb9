using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Ends by signals, hangs, dead workers, and ends that only look like success.</summary>
public sealed class EndingFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "two threads wait for each other until somebody ends them",
            Program = ["deadlock.py"],
            Before = ExpectHangsSoon,
            Meanwhile = recorder => EndAfterSilence(recorder, Machine.Terminate),
            Verdict = "hang",
            Rules = ["VIG106"],
        },
        new()
        {
            Name = "two threads wait for each other until somebody kills them",
            Program = ["deadlock.py"],
            Before = ExpectHangsSoon,
            Meanwhile = recorder => EndAfterSilence(recorder, Machine.Kill),
            Verdict = "hang",
            Rules = ["VIG106"],
        },
        new()
        {
            Name = "somebody terminates it",
            Program = ["steady.py", "--steps", "5000"],
            Meanwhile = recorder => SignalAt(recorder, "step=40/", Machine.Terminate),
            Verdict = "interrupted",
        },
        new()
        {
            Name = "somebody presses Ctrl-C",
            Program = ["steady.py", "--steps", "5000"],
            Meanwhile = recorder => SignalAt(recorder, "step=40/", Machine.Interrupt),
            Verdict = "interrupted",
            CauseClass = "interrupted",
        },
        new()
        {
            Name = "somebody kills it",
            Program = ["steady.py", "--steps", "5000"],
            Meanwhile = recorder =>
            {
                recorder.WaitForOutput("step=40/");
                Machine.Signal(ProgramOf(recorder), Machine.Kill);
            },
            Verdict = "killed",
            Rules = ["VIG113"],
        },
        new()
        {
            Name = "native code touches memory that is not its own",
            Program = ["crash.py", "segfault"],
            Verdict = "crash",
            Rules = ["VIG112"],
        },
        new()
        {
            Name = "native code aborts",
            Program = ["crash.py", "abort"],
            Verdict = "crash",
            Rules = ["VIG112"],
        },
        new()
        {
            Name = "somebody kills a worker",
            Program = ["dying_worker.py", "--num-workers", "2"],
            NeedsTorch = true,
            Verdict = "worker_died",
            CauseClass = "dataloader_worker_died",
            Rules = ["VIG104"],
        },
        new()
        {
            Name = "a worker raises",
            Program = ["dying_worker.py", "--num-workers", "2", "--how", "raise"],
            NeedsTorch = true,
            Verdict = "error",
            CauseClass = "dataloader_worker_died",
            Rules = ["VIG109", "VIG104"],
        },
        new()
        {
            Name = "it ends with 0 after skipping batches that did not fit",
            Program = ["false_success.py", "skipped", "--batch-size", "8"],
            Verdict = "false_success",
            Setting = "--batch-size",
            Rules = ["VIG108", "VIG101"],
        },
        new()
        {
            Name = "it ends with 0 without a step of those that it announced",
            Program = ["false_success.py", "nothing", "--max-steps", "300"],
            Verdict = "false_success",
            Rules = ["VIG108", "VIG087"],
        },
        new()
        {
            Name = "it ends with 0 after catching whatever was raised",
            Program = ["false_success.py", "swallowed"],
            Verdict = "false_success",
            CauseClass = "config_error",
            Rules = ["VIG108"],
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void An_end_is_told_from_every_other(string name) => Judge(s_faults.Single(fault => fault.Name == name));

    /// <summary>Waits until the program has been silent for many times its usual step, then sends it a signal.</summary>
    private static void EndAfterSilence(RunningProgram recorder, int signal)
    {
        recorder.WaitForOutput("step=40/");
        int program = ProgramOf(recorder);
        Thread.Sleep(TimeSpan.FromSeconds(10));
        Machine.Signal(program, signal);
    }

    /// <summary>Nobody wants to wait here as long as before a real training is given up.</summary>
    private static void ExpectHangsSoon(Scene scene)
    {
        scene.Sandbox.Variables["VIGIL_RULES_HANG_SHORTEST_SECONDS"] = "6";
        scene.Sandbox.Variables["VIGIL_RULES_HANG_RHYTHM_FACTOR"] = "4";
    }

    private static void SignalAt(RunningProgram recorder, string words, int signal)
    {
        recorder.WaitForOutput(words);
        recorder.Signal(signal);
    }

    /// <summary>Id of the program, the recorder's only child.</summary>
    private static int ProgramOf(RunningProgram recorder) => int.Parse(
        Directory.EnumerateDirectories($"/proc/{recorder.Pid}/task")
            .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(),
        System.Globalization.CultureInfo.InvariantCulture);
}
