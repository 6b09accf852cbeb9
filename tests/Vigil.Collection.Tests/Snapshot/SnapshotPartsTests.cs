using System.Diagnostics;
using System.Text.Json.Nodes;
using Vigil.Collection.Snapshot;

namespace Vigil.Collection.Tests.Snapshot;

public sealed class SnapshotPartsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vigil-snapshot-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("train.py", "gan.yaml")]
    [InlineData("train.py", "--config=gan.yaml")]
    [InlineData("train.py", "config=gan.yaml", "gan.yaml")]
    public void Finds_the_files_that_a_command_names(params string[] arguments)
    {
        Write("gan.yaml", "lr: 1e-4\nbetas: [0.5, 0.999]\nname: \"7\"\n");

        JsonNode file = ConfigurationFiles.Read(["python3", .. arguments], _folder).Single()!;

        file["path"]!.GetValue<string>().ShouldBe(Path.Combine(_folder, "gan.yaml"));
        file["parsed"]!.ToJsonString().ShouldBe("""{"lr":0.0001,"betas":[0.5,0.999],"name":"7"}""");
    }

    [Fact]
    public void Secrets_stay_out_of_text_and_tree_whatever_their_form()
    {
        Write("a.yaml", "hf_token: abc,def\nlr: 0.1\nssh_key: |\n  line-one\n  line-two\ncredentials:\n  - user-x\n  - pass-y\nurl: https://u:p@h/x\n");

        JsonNode file = ConfigurationFiles.Read(["python3", "a.yaml"], _folder).Single()!;

        file["parsed"]!.ToJsonString().ShouldBe("""{"hf_token":"***","lr":0.1,"ssh_key":"***","credentials":["***","***"],"url":"https://***@h/x"}""");
        file["text"]!.GetValue<string>().ShouldBe(
            "hf_token: ***\nlr: 0.1\nssh_key: ***\n  ***\n  ***\ncredentials:\n  - ***\n  - ***\nurl: https://***@h/x\n");
    }

    [Fact]
    public void Settings_of_one_to_a_line_lose_all_that_follows_a_secret_name()
    {
        Write("a.toml", "lr = 0.1\npassword = 'a,b'\nprivate_key = \"\"\"\none\ntwo\n\"\"\"\nsteps = 3\n");

        ConfigurationFiles.Read(["x", "a.toml"], _folder).Single()!["text"]!.GetValue<string>()
            .ShouldBe("lr = 0.1\npassword = ***\nprivate_key = ***\nsteps = 3\n");
    }

    [SkippableFact]
    public async Task Asks_git_for_commit_and_changes()
    {
        Skip.IfNot(TryGit("--version"), "git is not installed.");
        TryGit("init", "-q", "-b", "trunk");
        (await Read()).ShouldBeNull();
        Write("train.py", "1");
        TryGit("add", ".");
        TryGit("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first").ShouldBeTrue();

        JsonObject clean = (await Read())!;
        Write("train.py", "2");
        JsonObject dirty = (await Read())!;

        clean["commit"]!.GetValue<string>().Length.ShouldBe(40);
        clean["branch"]!.GetValue<string>().ShouldBe("trunk");
        clean["dirty"]!.GetValue<bool>().ShouldBeFalse();
        dirty["dirty"]!.GetValue<bool>().ShouldBeTrue();

        Task<JsonObject?> Read() => GitState.ReadAsync(_folder, TimeSpan.FromSeconds(60));
    }

    [SkippableFact]
    public void Reads_the_packages_of_a_virtual_environment_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs links.");
        MakePython("usr", "torch-2.0.dist-info");
        Directory.CreateDirectory(Path.Combine(_folder, "usr/local/lib/python3.12/dist-packages/numpy-1.0.dist-info"));
        Directory.CreateDirectory(Path.Combine(_folder, "usr/lib/python3.11/site-packages/keras-9.dist-info"));
        MakePython("venv", "torch-2.9.1.dist-info", link: "usr");
        Write("venv/pyvenv.cfg", "include-system-site-packages = false\n");

        JsonObject own = PythonEnvironment.Read(Path.Combine(_folder, "venv/bin/python3"))!;
        JsonObject system = PythonEnvironment.Read(Path.Combine(_folder, "usr/bin/python3.12"))!;

        own["version"]!.GetValue<string>().ShouldBe("3.12");
        own["packages"]!.ToJsonString().ShouldBe("""{"torch":"2.9.1"}""");
        system["packages"]!.ToJsonString().ShouldBe("""{"numpy":"1.0","torch":"2.0"}""");
    }

    [Fact]
    public void Other_programs_have_no_python() => PythonEnvironment.Read("/bin/sh").ShouldBeNull();

    private void MakePython(string prefix, string package, string? link = null)
    {
        Directory.CreateDirectory(Path.Combine(_folder, prefix, "lib/python3.12/site-packages", package));
        Directory.CreateDirectory(Path.Combine(_folder, prefix, "bin"));
        if (link is null)
        {
            Write($"{prefix}/bin/python3.12", "");
        }
        else
        {
            File.CreateSymbolicLink(Path.Combine(_folder, prefix, "bin/python3"), Path.Combine(_folder, link, "bin/python3.12"));
        }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private bool TryGit(params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder };
            using Process git = Process.Start(start)!;
            git.WaitForExit();
            return git.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
