using Vigil.Collection.Snapshot;

namespace Vigil.Collection.Tests.Snapshot;

public class EnvironmentAllowListTests
{
    [Fact]
    public void Environment_keeps_only_what_is_allowed() =>
        EnvironmentAllowList.Select(
        [
            new("CUDA_VISIBLE_DEVICES", "0,1"), new("HF_TOKEN", "abc"), new("HOME", "/h"), new("OMP_NUM_THREADS", "4"), new("HF_ENDPOINT", "https://a:b@hub"),
        ]).ToJsonString().ShouldBe("""{"CUDA_VISIBLE_DEVICES":"0,1","HF_ENDPOINT":"https://***@hub","OMP_NUM_THREADS":"4"}""");
}
