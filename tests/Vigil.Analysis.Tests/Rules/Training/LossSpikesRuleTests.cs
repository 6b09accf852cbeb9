using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class LossSpikesRuleTests
{
    [Fact]
    public void Spikes_of_several_readings_are_counted()
    {
        Finding finding = Losses.Of(1000, 1, (x, noise) => ((2 * Math.Exp(-3 * x)) + 0.5 + (x * 1000 % 200 is > 150 and < 156 ? 3 : 0)) * (1 + (0.04 * noise.Normal()))).Judge<LossSpikesRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldBe("5 spikes of the loss");
        finding.Evidence.Count.ShouldBe(5);
    }

    [Fact]
    public void Single_high_readings_are_hard_batches() =>
        Losses.Healthy["a single hard batch now and then"](3).Judge<LossSpikesRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_value_that_a_bar_repeats_is_one_reading()
    {
        double shown = 0;
        int count = 0;
        Losses.Of(2000, 1, (_, noise) => shown = count++ % 10 == 0 ? 1 + (0.05 * noise.Normal()) + (count % 400 == 1 ? 3 : 0) : shown).Judge<LossSpikesRule>().State.ShouldBe(RuleState.Quiet);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_loss_that_is_printed_as_zero_now_and_then_has_a_long_tail_and_no_spikes(int seed)
    {
        double noise = 0;
        Losses.Of(600, seed, (x, random) =>
        {
            noise = (0.7 * noise) + random.Normal();
            return Math.Round(0.8 * Math.Exp((-9 * x) + noise), 4);
        }).Judge<LossSpikesRule>().State.ShouldBe(RuleState.Quiet);
    }

    [Fact]
    public void Few_readings_are_said_to_be_few() => Losses.Of(30, 1, (x, _) => x).Judge<LossSpikesRule>().State.ShouldBe(RuleState.InsufficientData);
}
