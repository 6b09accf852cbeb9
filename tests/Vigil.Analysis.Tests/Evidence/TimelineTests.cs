using Vigil.Analysis.Evidence;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Evidence;

public class TimelineTests
{
    [Fact]
    public void A_thinned_run_keeps_what_its_totals_grew_by_and_the_time_that_its_rows_stand_for()
    {
        var evidence = new EvidenceBuilder(seconds: 120_000, interval: 100).Thinned(100).System(Scene.Cpu(4, 40)).Gpu("g", Scene.Utilization(70)).Build();
        var timeline = Timeline.Of(evidence);
        var all = new TimelineSpan(timeline, 0, timeline.Count);
        all.Seconds.ShouldBe(120_000, 1);
        all.Total(timeline.Rates(evidence.System, SystemMetrics.CpuUser)).ShouldBe(120_000 * 1.6, 1);
        all.Mean(GpuLoad.Of(evidence).Percent).ShouldBe(70, 1e-9);
    }

    [Fact]
    public void Subjects_that_come_and_go_are_added_up_where_they_were()
    {
        var evidence = new EvidenceBuilder(seconds: 100).System(Scene.Cpu(4, 40)).Process(10, ProcessRoles.Worker, Scene.Process(0.5))
            .SubjectBetween(SubjectKind.Process, "11:1", new() { [SubjectAttributes.Role] = ProcessRoles.Worker }, 30, 60, Scene.Process(1)).Build();
        var program = ProgramLoad.Of(evidence);
        program.WorkerCount[29].ShouldBe(1);
        program.WorkerCount[30].ShouldBe(2);
        program.WorkerCores[45].ShouldBe(1.5, 0.02);
        program.WorkerCores[80].ShouldBe(0.5, 0.02);
        program.TypicalWorkers(new TimelineSpan(Timeline.Of(evidence), 0, 101)).ShouldBe(1);
    }
}
