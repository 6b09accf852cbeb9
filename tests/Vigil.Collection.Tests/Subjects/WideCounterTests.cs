using Vigil.Collection.Subjects;

namespace Vigil.Collection.Tests.Subjects;

public class WideCounterTests
{
    [Fact]
    public void Goes_on_growing_when_32_bits_start_again()
    {
        var counter = default(WideCounter);

        counter.Advance(4_294_967_290).ShouldBe(4_294_967_290);
        counter.Advance(4).ShouldBe(4_294_967_300);
        counter.Advance(4).ShouldBe(4_294_967_300);
        counter.Advance(14).ShouldBe(4_294_967_310);
    }
}
