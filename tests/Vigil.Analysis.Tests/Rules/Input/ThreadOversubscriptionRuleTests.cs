using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class ThreadOversubscriptionRuleTests
{
    [Fact]
    public void Fires_when_threads_compete_for_cores()
    {
        Finding finding = Run(cpu: 98, load: 30, threads: 64).Judge<ThreadOversubscriptionRule>().ShouldFire();
        finding.Remedies[0].Setting.ShouldBe(TrainingSetting.CpuThreads);
        finding.Remedies[0].Value!.GetValue<int>().ShouldBe(4);
    }

    [Fact]
    public void Stays_silent_when_the_threads_sleep() => Run(cpu: 98, load: 5, threads: 64).Judge<ThreadOversubscriptionRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_the_load_is_not_this_programs() => Run(cpu: 98, load: 30, threads: 6).Judge<ThreadOversubscriptionRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_threads_are_not_known() => new EvidenceBuilder().System(Scene.Cpu(4, 98)).Judge<ThreadOversubscriptionRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double cpu, double load, double threads) => new EvidenceBuilder().System([.. Scene.Cpu(4, cpu), (SystemMetrics.Load1, _ => load)])
        .Process(10, ProcessRoles.Main, [.. Scene.Process(3.5), (ProcessMetrics.Threads, _ => threads)]);
}
