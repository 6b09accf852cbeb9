using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Trainings whose own numbers show that something is wrong.</summary>
public sealed class HealthFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "a learning rate far too high, and the program goes on",
            Program = ["learning_rate.py", "--lr", "10"],
            NeedsTorch = true,
            Verdict = "diverged",
            CauseClass = "nan_or_divergence",
            Setting = "--lr",
            Rules = ["VIG070", "VIG107"],
        },
        new()
        {
            Name = "a learning rate far too high, and the program stops",
            Program = ["learning_rate.py", "--lr", "10", "--stop-at-nan"],
            NeedsTorch = true,
            Verdict = "diverged",
            CauseClass = "nan_or_divergence",
            Setting = "--lr",
            Rules = ["VIG070", "VIG107"],
        },
        new() { Name = "a network learns its samples by heart", Program = ["overfit.py"], NeedsTorch = true, Rules = ["VIG078"] },
        new() { Name = "gradients explode", Program = ["recurrent.py"], NeedsTorch = true, Rules = ["VIG074", "VIG071"] },
        new() { Name = "gradients vanish", Program = ["deep_sigmoids.py"], NeedsTorch = true, Rules = ["VIG073"] },
        new() { Name = "the learning rate stays at 0", Program = ["frozen_rate.py"], Rules = ["VIG076"] },
        new()
        {
            Name = "the batch size is halved without a word",
            Program = ["halving.py", "--batch-size", "16"],
            Rules = ["VIG056", "VIG082"],
            Setting = "--batch-size",
        },
        new() { Name = "a resume begins at the first step", Program = ["resume_wrong.py"], Rules = ["VIG081"] },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_training_that_goes_wrong_is_told_so(string name) => Judge(s_faults.Single(fault => fault.Name == name));
}
