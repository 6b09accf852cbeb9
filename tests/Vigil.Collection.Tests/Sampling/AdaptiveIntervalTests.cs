using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Vigil.Collection.Recording;
using Vigil.Collection.Sampling;
using Vigil.Collection.Tests.Recording.Doubles;

namespace Vigil.Collection.Tests.Sampling;

public class AdaptiveIntervalTests
{
    private static readonly RecorderOptions s_defaults = new();

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0.3, 0)]
    [InlineData(0.94, 0)]
    [InlineData(0.9, -0.5)]
    [InlineData(0.3, 0.01)]
    public void Keeps_the_ordinary_interval_while_there_is_room(double? used, double growth) =>
        AdaptiveInterval.Choose(s_defaults, used, growth, ageSeconds: 60).ShouldBe(1);

    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(1.9, 0.25)]
    [InlineData(2, 1)]
    public void Looks_more_often_at_the_start(double age, double expected) =>
        AdaptiveInterval.Choose(s_defaults with { StartIntervalSeconds = 0.25 }, 0.3, 0, age).ShouldBe(expected);

    [Fact]
    public void Takes_ten_samples_before_memory_would_be_full() =>
        AdaptiveInterval.Choose(s_defaults, 0.5, 0.1, ageSeconds: 60).ShouldBe(0.5, 1e-9);

    [Fact]
    public void Is_never_faster_than_allowed() =>
        AdaptiveInterval.Choose(s_defaults, 0.9, 5, ageSeconds: 60).ShouldBe(0.1);

    [Theory]
    [InlineData(0.95, 0.5)]
    [InlineData(0.98, 0.1)]
    [InlineData(1.0, 0.1)]
    public void Speeds_up_by_level_alone_when_memory_is_nearly_full(double used, double expected) =>
        AdaptiveInterval.Choose(s_defaults, used, 0, ageSeconds: 60).ShouldBe(expected);

    [Fact]
    public void Samples_twice_a_second_when_critical_whatever_the_interval() =>
        AdaptiveInterval.Choose(s_defaults with { SampleIntervalSeconds = 10 }, 0.96, 0, ageSeconds: 60).ShouldBe(0.5);

    [Fact]
    public void Obeys_a_low_critical_threshold() =>
        AdaptiveInterval.Choose(s_defaults with { MemoryCriticalThreshold = 0.5 }, 0.6, 0, ageSeconds: 60).ShouldBe(0.5);

    [Fact]
    public void A_fastest_interval_above_the_ordinary_one_switches_it_off() =>
        AdaptiveInterval.Choose(s_defaults with { FastestIntervalSeconds = 2 }, 0.999, 1, ageSeconds: 60).ShouldBe(1);

    [Property]
    public Property Stays_within_its_bounds(NormalFloat used, NormalFloat growth)
    {
        double chosen = AdaptiveInterval.Choose(s_defaults, used.Get, growth.Get, ageSeconds: 60);
        return (chosen >= 0.1 && chosen <= 1).ToProperty();
    }
}
