using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Subjects;

public class SubjectTableTests
{
    [Fact]
    public void Removes_what_a_sample_did_not_meet()
    {
        var frame = new SampleFrame();
        var table = new SubjectTable<int, SubjectRow>();
        frame.Begin(0, 0);
        table.Add(frame, 1, new SubjectRow(new Subject(SubjectKind.Network, "en0")));
        table.Add(frame, 2, new SubjectRow(new Subject(SubjectKind.Network, "en1")));
        table.Sweep(frame);
        frame.Subjects.Count.ShouldBe(2);

        frame.Begin(1000, 1);
        table.TryMeet(frame, 2, out _).ShouldBeTrue();
        table.Sweep(frame);

        frame.Subjects.ShouldHaveSingleItem().Key.ShouldBe("en1");
        table.TryMeet(frame, 1, out _).ShouldBeFalse();
    }
}
