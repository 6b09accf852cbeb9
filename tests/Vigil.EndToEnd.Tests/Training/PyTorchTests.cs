using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.EndToEnd.Tests.Support;
using Vigil.Storage.Sqlite;

namespace Vigil.EndToEnd.Tests.Training;

public sealed class PyTorchTests(GanRun gan) : IClassFixture<GanRun>
{
    private const int LastStep = GanRun.Epochs * GanRun.StepsPerEpoch;

    [SkippableFact]
    public void Keeps_the_exit_code_and_calls_the_run_a_success()
    {
        StoredRun run = Recorded();

        gan.Finished!.ShouldEndWith(0);
        run.Record.State.ShouldBe(RunState.Finished);
        run.Outcome.Cause.ShouldBe(EndCause.Success);
        run.Outcome.ExitCode.ShouldBe(0);
        run.Record.Start.Name.ShouldBe("train_gan");
    }

    [SkippableFact]
    public void Reads_every_printed_step_with_both_losses()
    {
        StoredRun run = Recorded();

        run.StepNumbers.ShouldBe(Enumerable.Range(1, LastStep / 5).Select(n => n * 5L));
        run.Steps.ShouldAllBe(step => step.GeneratorLoss > 0 && step.DiscriminatorLoss > 0 && step.LearningRate > 0 && step.GradientNorm > 0);
    }

    [SkippableFact]
    public void Sees_the_DataLoader_workers_and_their_memory()
    {
        StoredRun run = Recorded();

        run.ProcessesOfRole(ProcessRoles.Worker).Count().ShouldBe(2);
        run.EventsOf(EventTypes.WorkerStart).Count.ShouldBe(2);
        run.EventsOf(EventTypes.WorkerExit).Count.ShouldBe(2);
        run.Totals.Max(stored => stored.Totals.WorkerCount).ShouldBe(2);
        run.Totals.Max(stored => stored.Totals.WorkerBytes ?? 0).ShouldBeGreaterThan(0);
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = gan.Sandbox.Database, ReadOnly = true });
        foreach (StoredSubject worker in run.ProcessesOfRole(ProcessRoles.Worker))
        {
            store.ReadSeries(run.Record.Start.Id, worker.Id).Columns[ProcessMetrics.Resident.Name].Max().ShouldBeGreaterThan(0);
        }
    }

    [SkippableFact]
    public void Records_checkpoints_and_sampling_once_each()
    {
        StoredRun run = Recorded();

        // At steps 15, 30 and 40 (the end), and samples at 20 and 40.
        run.EventsOf(EventTypes.CheckpointSaved).Count.ShouldBe(3);
        run.EventsOf(EventTypes.SamplingStart).Count.ShouldBe(2);
        run.EventsOf(EventTypes.SamplingEnd).Count.ShouldBe(2);
        run.EventsOf(EventTypes.TrainingStart).Count.ShouldBe(1);
        run.EventsOf(EventTypes.TrainingEnd).Count.ShouldBe(1);
    }

    [SkippableFact]
    public void Sums_up_steps_memory_and_workers()
    {
        StoredRun run = Recorded();

        run.Summary("steps.last").ShouldBe(LastStep);
        run.Summary("steps.epoch").ShouldBe(GanRun.Epochs);
        run.Summary("steps.generator_loss").ShouldBe(run.Steps[^1].GeneratorLoss!.Value);
        run.Summary("steps.discriminator_loss").ShouldBe(run.Steps[^1].DiscriminatorLoss!.Value);
        run.Summary("memory.program.peak_bytes").ShouldBeGreaterThan(50_000_000, "PyTorch alone holds more");
        run.Summary("memory.peak_bytes").ShouldBeLessThanOrEqualTo(run.Summary("memory.total_bytes"));
        run.Summary("processes.workers_peak").ShouldBe(2);
        run.Summary("cpu.program_seconds").ShouldBeGreaterThan(0);
        run.Summary("recorder.samples").ShouldBe(run.Totals.Count);
        run.Summary("recorder.dropped_samples").ShouldBe(0);
    }

    [SkippableFact]
    public void Keeps_the_configuration_as_text_and_parsed()
    {
        StoredRun run = Recorded();

        JsonNode file = run.Record.Start.Snapshot!["configuration"]!.AsArray().ShouldHaveSingleItem()!;
        file.ToJsonString().ShouldContain("gan.yaml");
        file.ToJsonString().ShouldContain("\"hidden_size\":256");
    }

    [SkippableFact]
    public void Ties_events_to_the_sample_of_their_moment()
    {
        StoredRun run = Recorded();

        JsonArray events = gan.Sandbox.Ask("show", "last", "--json").ShouldEndWith(0).Json["events"]!.AsArray();
        JsonNode saved = events.First(stored => (string?)stored!["type"] == EventTypes.CheckpointSaved)!;
        run.Totals.ShouldContain(totals => totals.Id == (long)saved["sample_id"]!);
    }

    private StoredRun Recorded()
    {
        Machine.NeedTorch();
        return gan.Stored!;
    }
}
