using Vigil.Collection.Processes.Linux;

namespace Vigil.Collection.Tests.Processes.Linux;

public class ProgramKindsTests
{
    [Theory]
    [InlineData("Python", "python3", "/usr/bin/python3.11", "python3", "train.py")]
    [InlineData("Python", "python3", "/usr/bin/python3.11", "python3", "-u", "-X", "dev", "-m", "mypackage.train")]
    [InlineData("Python", "pt_main_thread", "/opt/env/bin/python3.12", "some title set by the program")]
    [InlineData("Launcher", "python3", "/usr/bin/python3.11", "python3", "-m", "torch.distributed.run", "train.py")]
    [InlineData("Launcher", "torchrun", "/usr/bin/python3.11", "/usr/bin/python3", "/usr/local/bin/torchrun", "train.py")]
    [InlineData("Launcher", "accelerate", "/usr/bin/python3.11", "python", "/opt/bin/accelerate", "launch", "train.py")]
    [InlineData("Launcher", "sh", "/usr/bin/dash", "sh", "-c", "python train.py")]
    [InlineData("Launcher", "bash", "/usr/bin/bash", "-bash")]
    [InlineData("Launcher", "nice", "/usr/bin/nice", "nice", "-n", "5", "python3", "train.py")]
    [InlineData("Spawned", "python3", "/usr/bin/python3.11", "python3", "-c", "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)", "--multiprocessing-fork")]
    [InlineData("ForkServer", "python3", "/usr/bin/python3.11", "python3", "-c", "from multiprocessing.forkserver import main; main(4, 5)")]
    [InlineData("Helper", "python3", "/usr/bin/python3.11", "python3", "-c", "from multiprocessing.resource_tracker import main;main(4)")]
    [InlineData("Python", "python3", "/usr/bin/python3.11", "python3", "-c", "print(1)", "--multiprocessing")]
    [InlineData("Runtime", "dotnet", "/usr/bin/dotnet", "dotnet", "train.dll")]
    [InlineData("Launcher", "dotnet", "/usr/bin/dotnet", "dotnet", "/opt/vigil/vigil.dll", "run", "--", "x")]
    [InlineData("Unknown", "gcc", "/usr/bin/gcc", "gcc", "-c", "x.c")]
    [InlineData("Unknown", "kworker/0:1", "")]
    public void Tells_programs_by_their_arguments(string expected, string name, string executable, params string[] arguments) =>
        ProgramKinds.Of(name, executable, arguments).ToString().ShouldBe(expected);
}
