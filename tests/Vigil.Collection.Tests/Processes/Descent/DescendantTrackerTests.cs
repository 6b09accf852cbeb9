using Vigil.Collection.Processes.Descent;

namespace Vigil.Collection.Tests.Processes.Descent;

public class DescendantTrackerTests
{
    private readonly DescendantTracker _tracker = new(rootPid: 100);

    [Fact]
    public void Finds_descendants_in_any_order()
    {
        _tracker.Update([new(300, 200, 30), new(200, 100, 20), new(100, 1, 10), new(999, 1, 5)]);

        Members(100, 200, 300, 999).ShouldBe([100, 200, 300]);
    }

    [Fact]
    public void Keeps_a_process_that_outlives_its_parent()
    {
        _tracker.Update([new(100, 1, 10), new(200, 100, 20), new(300, 200, 30)]);
        _tracker.Update([new(100, 1, 10), new(300, 1, 30)]);
        _tracker.Update([new(100, 1, 10), new(300, 1, 30), new(301, 300, 40)]);

        Members(100, 200, 300, 301).ShouldBe([100, 300, 301]);
    }

    [Fact]
    public void Adopts_the_last_child_of_a_parent_that_has_just_ended()
    {
        _tracker.Update([new(100, 1, 10), new(200, 100, 20)]);
        _tracker.Update([new(100, 1, 10), new(300, 200, 30)]);

        Members(100, 200, 300).ShouldBe([100, 300]);
    }

    [Fact]
    public void Is_not_fooled_by_a_number_used_again()
    {
        _tracker.Update([new(100, 1, 10), new(200, 100, 20)]);
        _tracker.Update([new(100, 1, 10), new(200, 1, 50), new(201, 200, 60)]);

        Members(100, 200, 201).ShouldBe([100]);
    }

    [Fact]
    public void Refuses_a_child_older_than_the_parent_it_names()
    {
        _tracker.Update([new(100, 1, 10), new(50, 100, 5)]);

        Members(50, 100).ShouldBe([100]);
    }

    [Fact]
    public void Does_not_adopt_a_new_root_once_the_program_has_ended()
    {
        _tracker.Update([new(100, 1, 10)]);
        _tracker.Update([new(7, 1, 1)]);
        _tracker.Update([new(100, 1, 90), new(101, 100, 91)]);

        Members(7, 100, 101).ShouldBeEmpty();
    }

    private IEnumerable<int> Members(params int[] pids) => pids.Where(_tracker.Contains);
}
