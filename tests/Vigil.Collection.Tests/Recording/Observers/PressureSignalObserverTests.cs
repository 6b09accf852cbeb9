using Vigil.Collection.Recording;
using Vigil.Collection.Recording.Observers;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Recording.Observers;

public class PressureSignalObserverTests
{
    private const long Mebibyte = 1 << 20;
    private readonly SampleFrame _frame = new();
    private readonly Sink _events = new();
    private readonly List<int> _sent = [];
    private readonly Subject _disk = new(SubjectKind.FileSystem, "work");
    private bool? _catches = true;
    private long _at = 1_700_000_000_000;

    [Fact]
    public void Steady_growth_is_told_once_before_the_limit_and_again_in_another_episode()
    {
        PressureSignalObserver observer = Observer("SIGUSR1:memory");

        // 10 MiB a second, 10 GiB in all: a minute is left at 600 MiB.
        Play(observer, 60, i => 8000 + (10 * i));
        _sent.ShouldBeEmpty();
        Play(observer, 150, i => 8600 + (10 * i));
        _sent.Count.ShouldBe(1);
        RunEvent told = _events.All.ShouldHaveSingleItem();
        told.Type.ShouldBe(EventTypes.PressureSignal);
        told.Text("of").ShouldBe("memory");
        told.Integer("left_bytes")!.Value.ShouldBeInRange(500 * Mebibyte, 700 * Mebibyte);

        Play(observer, 60, _ => 4000);
        Play(observer, 160, i => 8600 + (10 * i));
        _sent.Count.ShouldBe(2);
    }

    [Fact]
    public void A_jump_that_is_over_foretells_nothing_and_a_level_that_is_nearly_full_needs_no_forecast()
    {
        PressureSignalObserver observer = Observer("SIGUSR1");
        Play(observer, 30, _ => 2000);
        Play(observer, 60, _ => 9000);
        _sent.ShouldBeEmpty();

        Play(observer, 3, _ => 9900);
        _sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_disk_that_fills_is_told_too_and_only_where_it_is_asked_for()
    {
        PressureSignalObserver disk = Observer("USR2:disk");
        PressureSignalObserver memory = Observer("USR2:memory");

        Play(disk, 80, _ => 2000, i => 10_000 - (100 * i));
        _sent.Count.ShouldBe(1);
        Play(memory, 80, _ => 2000, i => 10_000 - (100 * i));
        _sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_program_that_does_not_catch_it_is_not_ended_by_it()
    {
        _catches = false;
        Play(Observer("SIGUSR1"), 5, _ => 9900);

        _sent.ShouldBeEmpty();
        _events.All.ShouldHaveSingleItem().Text("reason").ShouldNotBeNull().ShouldContain("does not catch");
    }

    [Theory]
    [InlineData("SIGUSR1", "SIGUSR1:memory,disk")]
    [InlineData("usr2:disk", "SIGUSR2:disk")]
    [InlineData("SIGKILL", null)]
    [InlineData("SIGUSR1:swap", null)]
    [InlineData("", null)]
    public void The_signal_and_what_it_is_for_are_read(string text, string? expected)
    {
        (PressureOptions? options, string? fault) = PressureOptions.Parse(text);

        options?.ToString().ShouldBe(expected);
        (fault is null).ShouldBe(expected is not null);
    }

    private PressureSignalObserver Observer(string text) => new(PressureOptions.Parse(text).Options!, 0.95, signal =>
    {
        _sent.Add(signal);
        return true;
    }, _ => _catches);

    private void Play(PressureSignalObserver observer, int seconds, Func<int, long> usedMebibytes, Func<int, long>? freeMebibytes = null)
    {
        if (_frame.Subjects.Count == 0)
        {
            _frame.Add(_disk);
        }

        for (int i = 0; i < seconds; i++)
        {
            _frame.Begin(_at += 1000, 1);
            _disk.Values[FileSystemMetrics.Available.Index] = (freeMebibytes?.Invoke(i) ?? 100_000) * Mebibyte;
            _frame.Totals = new SampleTotals { MemoryTotalBytes = 10_240 * Mebibyte, MemoryUsedBytes = usedMebibytes(i) * Mebibyte };
            observer.Observe(_frame, _events);
        }
    }

    private sealed class Sink : IEventSink
    {
        public List<RunEvent> All { get; } = [];

        public void Emit(RunEvent runEvent) => All.Add(runEvent);
    }
}
