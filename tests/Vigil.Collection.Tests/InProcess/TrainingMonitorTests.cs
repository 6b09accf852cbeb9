using Vigil.Collection.InProcess;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Training;

namespace Vigil.Collection.Tests.InProcess;

public class TrainingMonitorTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Sums_a_training_up()
    {
        using var monitor = new TrainingMonitor(time: _clock);
        monitor.StartTraining();
        for (int step = 0; step < 5; step++)
        {
            monitor.LogStep(epoch: 1, step, generatorLoss: step, discriminatorLoss: 10 - step, learningRate: 1e-4, batchTime: 0.2, dataTime: 0.05);
            _clock.Advance(0.25);
        }

        TrainingSummary summary = monitor.GetTrainingSummary();

        summary.IsTraining.ShouldBeTrue();
        (summary.CurrentEpoch, summary.CurrentStep, summary.LoggedSteps).ShouldBe((1, 4, 5));
        summary.GeneratorLoss.ShouldBe(new LossSummary(4, 2, 0, 5));
        summary.DiscriminatorLoss.ShouldBe(new LossSummary(6, 8, 6, 5));
        summary.Loss.ShouldBeNull();
        summary.LearningRate.ShouldBe(1e-4);
        summary.MeanBatchSeconds!.Value.ShouldBe(0.2, 1e-9);
        summary.MeanDataSeconds!.Value.ShouldBe(0.05, 1e-9);
        summary.StepsPerSecond!.Value.ShouldBe(4, 1e-9);
        summary.Elapsed.ShouldBe(TimeSpan.FromSeconds(1.25));
    }

    [Fact]
    public void Counts_steps_that_were_not_logged_and_numbers_that_begin_anew()
    {
        using var monitor = new TrainingMonitor(time: _clock);
        monitor.StartTraining();
        foreach ((int epoch, int step) in new[] { (0, 0), (0, 50), (0, 100), (1, 0), (1, 50) })
        {
            monitor.LogStep(epoch, step, loss: 1);
            _clock.Advance(10);
        }

        monitor.History.Select(step => step.StepSeconds).ShouldBe([null, 0.2, 0.2, 10, 0.2]);
        monitor.GetTrainingSummary().StepsPerSecond!.Value.ShouldBe(151 / 40.0, 1e-9);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_kept_and_spoils_no_mean()
    {
        using var monitor = new TrainingMonitor(time: _clock);
        monitor.StartTraining();
        monitor.LogStep(0, 1, loss: 2);
        monitor.LogStep(0, 2, loss: double.NaN);

        LossSummary loss = monitor.GetTrainingSummary().Loss!.Value;

        loss.Latest.ShouldBe(double.NaN);
        (loss.Mean, loss.Minimum, loss.Count).ShouldBe((2, 2, 2));
    }

    [Fact]
    public void Nothing_is_logged_outside_of_a_session()
    {
        using var monitor = new TrainingMonitor(time: _clock);
        monitor.LogStep(0, 1, loss: 1);
        monitor.GetTrainingSummary().LoggedSteps.ShouldBe(0);

        monitor.StartTraining();
        monitor.LogStep(0, 1, loss: 1);
        _clock.Advance(3);
        monitor.Stop();
        _clock.Advance(100);
        monitor.LogStep(0, 2, loss: 1);

        TrainingSummary summary = monitor.GetTrainingSummary();
        (summary.IsTraining, summary.LoggedSteps, summary.Elapsed).ShouldBe((false, 1, TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void A_new_session_begins_anew()
    {
        using var monitor = new TrainingMonitor(time: _clock);
        monitor.StartTraining();
        monitor.LogStep(0, 1, loss: 1);
        monitor.Stop();
        monitor.StartTraining();

        monitor.History.ShouldBeEmpty();
        monitor.GetTrainingSummary().Loss.ShouldBeNull();
    }

    [Fact]
    public void Keeps_the_latest_steps_but_means_of_all()
    {
        using var monitor = new TrainingMonitor(options: new TrainingMonitorOptions { MaxHistory = 2 }, time: _clock);
        monitor.StartTraining();
        for (int step = 1; step <= 5; step++)
        {
            monitor.LogStep(0, step, loss: step);
        }

        monitor.History.Select(step => step.Step).ShouldBe([4, 5]);
        monitor.GetTrainingSummary().Loss!.Value.Mean.ShouldBe(3);
    }

    [Fact]
    public void Steps_go_into_a_store_as_well()
    {
        var store = new MemoryRunWriter();
        using var monitor = new TrainingMonitor(sink: store, time: _clock);
        monitor.StartTraining();

        monitor.LogStep(2, 7, loss: 0.5, others: [new("accuracy", 0.9)]);

        StepReading step = store.Steps.Single();
        (step.Step, step.Epoch, step.Loss, step.Source).ShouldBe((7, 2, 0.5, StepSource.DotNet));
        step.Others.ShouldBe([new("accuracy", 0.9)]);
    }

    [Fact]
    public void Starts_and_stops_a_system_monitor_that_did_not_run()
    {
        using var system = new SystemMonitor(collectors: new FakeMachine().Factory, time: _clock);
        using var monitor = new TrainingMonitor(system, time: _clock);

        monitor.StartTraining();
        system.IsRunning.ShouldBeTrue();
        monitor.GetTrainingSummary().System!.MemoryPercent.ShouldBe(50);
        monitor.Stop();

        system.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public void Leaves_a_system_monitor_that_ran_before_running()
    {
        using var system = new SystemMonitor(collectors: new FakeMachine().Factory, time: _clock);
        system.Start();

        using (var monitor = new TrainingMonitor(system, time: _clock))
        {
            monitor.StartTraining();
        }

        system.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_threads_may_log_while_it_stops()
    {
        var store = new MemoryRunWriter();
        using var monitor = new TrainingMonitor(sink: store);
        monitor.StartTraining();

        Task[] loggers = [.. Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int step = 0; step < 1000; step++)
            {
                monitor.LogStep(thread, step, loss: step);
            }
        }))];
        monitor.Dispose();
        await Task.WhenAll(loggers);

        monitor.GetTrainingSummary().LoggedSteps.ShouldBe(store.Steps.Count);
    }
}
