using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Commands;

/// <summary>A real memory limit, a real leak, and a PyTorch program that saves its work at the signal.</summary>
public sealed class OnPressureTests : IDisposable
{
    private const long Mebibyte = 1 << 20;
    private readonly Sandbox _sandbox = new();

    public OnPressureTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void A_checkpoint_is_saved_before_the_kernel_kills()
    {
        Machine.NeedTorch();
        using MemoryGroup group = MemoryGroup.Create(768 * Mebibyte);
        string checkpoint = Path.Combine(_sandbox.Folder, "saved.pt");

        FinishedProgram finished = _sandbox.RecordWith(
            ["--on-pressure", "SIGUSR1:memory"],
            ["sh", "-c", group.EnterScript, "sh", Machine.Python, Repository.Sample("save_on_pressure.py"), "--checkpoint", checkpoint, "--leak-mb-per-step", "4"]);

        finished.ShouldEndWith(128 + Machine.Kill);
        File.Exists(checkpoint).ShouldBeTrue(finished.Output);
        StoredRun run = _sandbox.LastRun();
        RunEvent told = run.EventsOf(EventTypes.PressureSignal)[0];
        told.Text("of").ShouldBe("memory");
        ((bool)told.Details!["sent"]!).ShouldBeTrue(told.Details.ToJsonString());
        run.EventsOf(EventTypes.CheckpointSaved).ShouldNotBeEmpty();
        run.EventsOf(EventTypes.CheckpointSaved)[0].UnixSeconds.ShouldBeGreaterThanOrEqualTo(told.UnixSeconds);
    }
}
