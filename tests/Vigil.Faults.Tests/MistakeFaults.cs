using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Programs that end with an error of their own, each really raised.</summary>
public sealed class MistakeFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private static readonly Fault[] s_faults =
    [
        Mistake("a file is missing", "missing_file", "file_missing"),
        Mistake("a module is missing", "import_error", "import_or_version_error"),
        Mistake("a file may not be written", "permission", "permission_error") with { Before = DropRights },
        Mistake("an assertion fails", "assertion", "assertion_failed"),
        Mistake("a server refuses", "network", "network_error"),
        Mistake("an index is out of range", "index", "out_of_range"),
        Mistake("shapes do not fit", "shape", "shape_mismatch") with { NeedsTorch = true },
        Mistake("types do not fit", "dtype", "dtype_mismatch") with { NeedsTorch = true },
        Mistake("a checkpoint is of another model", "checkpoint", "checkpoint_mismatch") with { NeedsTorch = true },
        Mistake("a GPU is asked for where there is none", "no_cuda", "cuda_unavailable") with { NeedsTorch = true },
        new()
        {
            Name = "an option is unknown",
            Program = ["options.py", "--lr", "0.1"],
            Verdict = "error",
            CauseClass = "config_error",
            Rules = ["VIG109"],
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void An_error_is_told_from_every_other(string name) => Judge(s_faults.Single(fault => fault.Name == name));

    private static Fault Mistake(string name, string kind, string causeClass) =>
        new() { Name = name, Program = ["mistake.py", kind], Verdict = "error", CauseClass = causeClass, Rules = ["VIG109"] };

    /// <summary>Root may write anywhere: the program runs as a user who may not.</summary>
    private static void DropRights(Scene scene)
    {
        string[] asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        if (Machine.IsRoot)
        {
            string program = Path.Combine(Repository.Root, "tests", "faults", "mistake.py");
            Skip.IfNot(
                Machine.Succeeds(asNobody[0], [.. asNobody[1..], "test", "-r", program]),
                "needs setpriv, and a repository that another user may read");
            scene.AroundProgram = asNobody;
        }
    }
}
