using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Sqlite.Training;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class StepThinningTests
{
    [Fact]
    public void Keeps_an_even_selection_with_the_first_the_last_and_what_is_not_finite()
    {
        StepReading[] steps = [.. Enumerable.Range(0, 1000).Select(i => Step(i, i == 333 ? double.NaN : 1))];
        var kept = new List<long>();
        long left = new StepThinning(50).Select(steps, 1, step => kept.Add(step.Step));

        kept.ShouldContain(0);
        kept.ShouldContain(333);
        kept.ShouldContain(999);
        (kept.Count + left).ShouldBe(1000);
        kept.Count.ShouldBeInRange(50, 53);
        kept.Zip(kept.Skip(1), (a, b) => b - a).Max().ShouldBeLessThanOrEqualTo(20);
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(0, 5000)]
    public void Keeps_all_that_the_rate_allows(int rate, int count)
    {
        StepReading[] steps = [.. Enumerable.Range(0, count).Select(i => Step(i, 1))];
        int kept = 0;

        new StepThinning(rate).Select(steps, 0.2, _ => kept++).ShouldBe(0);
        kept.ShouldBe(count);
    }

    [Fact]
    public async Task What_was_left_out_is_said()
    {
        using var test = new TestStore();
        using SqliteRunStore store = SqliteRunStore.Open(test.Options with { MostStepsPerSecond = 1, CommitInterval = TimeSpan.FromMilliseconds(300) });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        for (int i = 0; i < 500; i++)
        {
            writer.Write(Step(i, 1));
        }

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        JsonObject details = store.ReadEvents("run22222").Last(row => row.Event.Type == EventTypes.Dropped).Event.Details!;
        int stored = store.ReadSteps("run22222").Count();
        ((long)details["steps_thinned"]!).ShouldBe(500 - stored);
        stored.ShouldBeInRange(2, 450);
    }

    private static StepReading Step(long number, double loss) => new() { UnixSeconds = number, Step = number, Source = StepSource.Output, Loss = loss };
}
