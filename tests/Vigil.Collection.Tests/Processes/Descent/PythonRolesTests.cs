using Vigil.Collection.Processes.Descent;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Descent;

public class PythonRolesTests
{
    private const string Train = "python3 train.py --epochs 3";

    [Theory]
    [InlineData("/opt/venv/bin/python3 -c from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7) --multiprocessing-fork", ProcessRoles.Worker)]
    [InlineData("/opt/venv/bin/python3 -c from multiprocessing.resource_tracker import main;main(4)", ProcessRoles.Other)]
    [InlineData("/opt/venv/bin/python3 -c from multiprocessing.forkserver import main; main(5, 6, ['__main__'])", ProcessRoles.Other)]
    [InlineData("/usr/bin/python3 train.py --epochs 3", ProcessRoles.Worker)]
    [InlineData("python3 evaluate.py", ProcessRoles.Other)]
    [InlineData("clang -O2 kernel.c", ProcessRoles.Other)]
    [InlineData("", ProcessRoles.Other)]
    public void Tells_the_children_of_a_training_program_apart(string child, string role) =>
        PythonRoles.Decide(child, Train, ProcessRoles.Main, forks: true).ShouldBe(role);

    [Fact]
    public void The_program_itself_is_main_whatever_it_is() =>
        PythonRoles.Decide("", null, null, forks: true).ShouldBe(ProcessRoles.Main);

    [Theory]
    [InlineData("/bin/zsh -c python3 train.py")]
    [InlineData("\"C:\\Windows\\System32\\cmd.exe\" /c python train.py")]
    [InlineData("python3 /usr/local/bin/torchrun --nproc_per_node 2 train.py")]
    [InlineData("python3 -m torch.distributed.run train.py")]
    public void What_a_launcher_starts_is_main(string launcher) =>
        PythonRoles.Decide(Train, launcher, ProcessRoles.Main, forks: true).ShouldBe(ProcessRoles.Main);

    [Fact]
    public void Children_of_a_fork_server_are_workers()
    {
        const string Server = "python3 -c from multiprocessing.forkserver import main; main(5, 6)";

        PythonRoles.Decide(Server, Server, ProcessRoles.Other, forks: true).ShouldBe(ProcessRoles.Worker);
    }

    [Fact]
    public void Where_nothing_forks_the_same_arguments_mean_a_virtual_environment()
    {
        const string Stub = "\"C:\\my venv\\Scripts\\python.exe\" train.py";
        const string Real = "C:\\Python312\\python.exe train.py";

        PythonRoles.Decide(Real, Stub, ProcessRoles.Main, forks: false).ShouldBe(ProcessRoles.Main);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"python")]
    [InlineData(" ")]
    [InlineData("/")]
    public void Takes_odd_command_lines(string odd)
    {
        PythonRoles.Decide(odd, Train, ProcessRoles.Main, forks: true).ShouldBe(ProcessRoles.Other);
        PythonRoles.Decide(Train, odd, ProcessRoles.Main, forks: true).ShouldBe(ProcessRoles.Other);
    }
}
