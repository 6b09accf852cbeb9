using Vigil.Cli.Running;

namespace Vigil.Cli.Tests.Running;

public class RunNameTests
{
    [Theory]
    [InlineData("python3 -u train.py --lr 1", "train")]
    [InlineData("python3 /a/b/train_gan.py", "train_gan")]
    [InlineData("torchrun --nproc 2 -m pkg.train --x", "pkg.train")]
    [InlineData("bash -x scripts/go.sh", "go")]
    [InlineData("/opt/bin/trainer --fast", "trainer")]
    [InlineData("./train.py", "train.py")]
    [InlineData("python3 -m", "python3")]
    [InlineData("/", "/")]
    public void A_run_is_named_after_what_it_runs(string command, string name) =>
        RunName.Of(command.Split(' ')).ShouldBe(name);
}
