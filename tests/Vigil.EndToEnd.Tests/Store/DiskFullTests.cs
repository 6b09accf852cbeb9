using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Store;

public sealed class DiskFullTests : IDisposable
{
    /// <summary>More than waits in memory for the disk, of bytes that do not compress; then a wait, then steps.</summary>
    private const string Program = """
        import os, sys, time
        go = sys.argv[1]
        for i in range(160):
            os.write(1, os.urandom(100_000))
        os.write(2, b"printed\n")
        while not os.path.exists(go):
            time.sleep(0.05)
        for step in range(1, 21):
            os.write(1, b"\nstep=%d loss=0.5\n" % step)
            time.sleep(0.1)
        sys.exit(7)
        """;

    private readonly Sandbox _sandbox = new();

    public DiskFullTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void A_full_disk_does_not_disturb_the_program_and_what_is_lost_is_said()
    {
        using TemporaryMount disk = TemporaryMount.Tmpfs(_sandbox.PathOf("disk"), "2m");
        File.WriteAllText(_sandbox.PathOf("go"), "");

        FinishedProgram finished = _sandbox.Vigil(
            "run", "--db", _sandbox.PathOf("disk/vigil.db"), "--", Machine.Python, "-c", Program, _sandbox.PathOf("go"));

        finished.ShouldEndWith(7);
        finished.Bytes.Length.ShouldBeGreaterThan(16_000_000);
        finished.Output.ShouldEndWith("step=20 loss=0.5\n");
        finished.Error.ShouldContain("dropped");
        finished.Error.ShouldContain("full");
    }

    [SkippableFact]
    public void Recording_goes_on_when_there_is_space_again()
    {
        using TemporaryMount disk = TemporaryMount.Tmpfs(_sandbox.PathOf("disk"), "64m");
        string database = _sandbox.PathOf("disk/vigil.db");
        _sandbox.Vigil("run", "-q", "--db", database, "--", "true").ShouldEndWith(0);
        string filler = _sandbox.PathOf("disk/filler");
        FillDisk(filler);

        using RunningProgram recorder = _sandbox.Start(
            Repository.Vigil, "run", "--db", database, "--", Machine.Python, "-c", Program, _sandbox.PathOf("go"));
        recorder.WaitForError("printed");
        File.Delete(filler);
        File.WriteAllText(_sandbox.PathOf("go"), "");
        FinishedProgram finished = recorder.Wait();

        finished.ShouldEndWith(7);
        StoredRun run = _sandbox.Runs(database)[0];
        run.Record.State.ShouldBe(RunState.Finished);
        run.Outcome.ExitCode.ShouldBe(7);
        run.StepNumbers.Last().ShouldBe(20);
        run.Summary("recorder.dropped_log_bytes").ShouldBeGreaterThan(0);
        finished.Error.ShouldContain("dropped");
    }

    private static void FillDisk(string path)
    {
        using FileStream file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
