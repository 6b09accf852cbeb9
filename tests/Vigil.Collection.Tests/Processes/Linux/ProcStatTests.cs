using System.Text;
using Vigil.Collection.Processes.Linux;

namespace Vigil.Collection.Tests.Processes.Linux;

public class ProcStatTests
{
    private const string Numbers = " S 7 8 9 0 -1 4194560 100 200 3 4 11 12 -13 14 20 0 6 0 4242 1000 50 18446744073709551615 1 2 140737488350000 0 0 0 0 4096 2 0 0 0 17 1 0 0 77 0 0 3 4 5 6 7 8 9 0\n";

    [Theory]
    [InlineData("python3")]
    [InlineData("my program")]
    [InlineData("a) R 1 (b")]
    [InlineData("line\nfeed")]
    [InlineData(")")]
    [InlineData("")]
    public void Reads_numbers_behind_any_name(string name)
    {
        ProcStat.TryParse(Encoding.UTF8.GetBytes($"12 ({name}){Numbers}"), out ProcStat stat).ShouldBeTrue();

        stat.ParentPid.ShouldBe(7);
        stat.ProcessGroup.ShouldBe(8);
        stat.Session.ShouldBe(9);
        stat.MinorFaults.ShouldBe(100);
        stat.ChildrenMinorFaults.ShouldBe(200);
        stat.MajorFaults.ShouldBe(3);
        stat.UserTicks.ShouldBe(11);
        stat.SystemTicks.ShouldBe(12);
        stat.ChildrenTicks.ShouldBe(1);
        stat.Threads.ShouldBe(6);
        stat.StartTicks.ShouldBe(4242);
        stat.StackStart.ShouldBe(140737488350000);
        stat.BlockIoTicks.ShouldBe(77);
        stat.State.ShouldBe((byte)'S');
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 (python3")]
    [InlineData("12 (python3)")]
    [InlineData("12 (python3) S 1 2 3")]
    [InlineData("no text of that form")]
    public void Refuses_cut_text(string text) =>
        ProcStat.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Reads_how_a_zombie_ended()
    {
        string text = "12 (x)" + Numbers.Replace(" S 7", " Z 7").Replace("20 0 6 0 4242", "20 0 1 0 4242").Replace("8 9 0\n", "8 9 256\n");

        ProcStat.TryParse(Encoding.UTF8.GetBytes(text), out ProcStat stat).ShouldBeTrue();

        stat.HasEnded.ShouldBeTrue();
        stat.ExitOf(isPermitted: true).ShouldBe(new Vigil.Collection.Processes.ProcessExit(1, null, false));
    }

    [Fact]
    public void A_dead_leader_of_living_threads_has_not_ended()
    {
        ProcStat.TryParse(Encoding.UTF8.GetBytes("12 (x)" + Numbers.Replace(" S 7", " Z 7")), out ProcStat stat).ShouldBeTrue();

        stat.HasEnded.ShouldBeFalse();
    }
}
