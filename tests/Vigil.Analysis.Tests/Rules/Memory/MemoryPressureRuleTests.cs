using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class MemoryPressureRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> used) => new EvidenceBuilder().System((SystemMetrics.MemoryTotal, _ => 120 * GiB), (SystemMetrics.MemoryUsed, used));

    [Theory]
    [InlineData(84, null)]
    [InlineData(87, Severity.Warning)]
    [InlineData(92, Severity.Warning)]
    [InlineData(99, Severity.Critical)]
    public void The_documents_thresholds_hold(double percent, Severity? expected) =>
        (Run(_ => percent / 100 * 120 * GiB).Judge<MemoryPressureRule>().Findings.SingleOrDefault()?.Severity).ShouldBe(expected);

    [Fact]
    public void Above_90_and_rising_is_critical() =>
        Run(t => (0.7 + (0.23 * t / 120)) * 120 * GiB).Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Critical);

    [Fact]
    public void Workers_are_measured_and_their_number_goes_down_by_what_must_be_saved()
    {
        EvidenceBuilder run = Run(_ => 119 * GiB).Process(1, "main", (ProcessMetrics.Resident, _ => 70 * GiB)).Setting(TrainingSetting.NumWorkers, 2, "num_workers");
        for (int pid = 2; pid <= 3; pid++)
        {
            run.Process(pid, "worker", (ProcessMetrics.Resident, _ => 10 * GiB), (ProcessMetrics.Proportional, t => t % 10 == 0 ? 8 * GiB : double.NaN));
        }

        Remedy workers = run.Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Remedies[0];
        workers.Setting.ShouldBe(TrainingSetting.NumWorkers);
        ((int)workers.Value!).ShouldBe(0);
        workers.Effect!.IsMeasured.ShouldBeTrue();
        workers.Effect.Expected.ShouldBe(-16 * GiB);
        workers.Impact.ShouldStartWith("Saves ~16.0 GiB");
    }

    [Fact]
    public void What_the_run_does_already_is_not_advised()
    {
        EvidenceBuilder run = Run(_ => 119 * GiB).Process(1, "main", (ProcessMetrics.Resident, _ => 100 * GiB)).Setting(TrainingSetting.Quantize, true, "model.quantize").Setting(TrainingSetting.BatchSize, 4, "batch_size").Setting(TrainingSetting.GradientCheckpointing, false, "gradient_checkpointing");
        TrainingSetting?[] advised = [.. run.Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Remedies.Select(remedy => remedy.Setting)];
        advised.ShouldBe([TrainingSetting.BatchSize, TrainingSetting.GradientCheckpointing]);
    }

    [Fact]
    public void Quantised_weights_are_advised_where_the_program_has_a_setting_for_them()
    {
        EvidenceBuilder run = Run(_ => 119 * GiB).Process(1, "main", (ProcessMetrics.Resident, _ => 100 * GiB));
        run.Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Remedies.ShouldNotContain(remedy => remedy.Setting == TrainingSetting.Quantize);
        run.Setting(TrainingSetting.Quantize, false, "model.quantize").Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Remedies[0].Setting.ShouldBe(TrainingSetting.Quantize);
    }

    [Fact]
    public void A_leak_is_to_be_ended_and_not_to_be_made_room_for()
    {
        EvidenceBuilder run = Run(t => 70 * GiB + (t * 0.4 * GiB)).Process(1, "main", (ProcessMetrics.Resident, t => 60 * GiB + (t * 0.4 * GiB))).Setting(TrainingSetting.BatchSize, 4, "batch_size");
        run.Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Remedies.ShouldHaveSingleItem().Title.ShouldBe("Find what is kept");
    }

    [Fact]
    public void Memory_that_others_hold_is_not_blamed_on_the_run() =>
        Run(_ => 110 * GiB).Process(1, "main", (ProcessMetrics.Resident, _ => GiB)).Judge<MemoryPressureRule>().Findings.ShouldHaveSingleItem().Remedies.ShouldAllBe(remedy => remedy.Setting == null);

    [Fact]
    public void The_limit_of_the_control_group_counts_where_it_is_lower() =>
        Run(_ => 10 * GiB).Cgroup((CgroupMetrics.MemoryLimit, _ => 8 * GiB), (CgroupMetrics.MemoryWorkingSet, _ => 7.9 * GiB)).Judge<MemoryPressureRule>()
            .Findings.ShouldHaveSingleItem().Explanation.ShouldContain("control group");
}
