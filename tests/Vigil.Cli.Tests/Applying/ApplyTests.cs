using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Cli.Applying;
using Vigil.Cli.Commands;
using Vigil.Cli.Tests.Support;
using Vigil.Collection.Snapshot;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Server.Applying;

namespace Vigil.Cli.Tests.Applying;

[Collection(ConsoleCollection.Name)]
public sealed class ApplyTests : IDisposable
{
    private const string Text = """
        # the run
        job: extension
        hf_token: abcdef   # mine
        config:
          process:
            - train:
                batch_size: 8   # fits
              datasets:
                - num_workers: 4
                - num_workers: 2

        """;

    private readonly TemporaryFolder _folder = new();

    public ApplyTests() => File.WriteAllText(Configuration, Text);

    private string Configuration => Path.Combine(_folder.Path, "config.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_changed_where_advice_says_the_original_kept_and_the_difference_shown_first()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");

        (int exitCode, string output, string error) = Apply(run, Workers(run));

        error.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        File.ReadAllText(Configuration).ShouldBe(Text.Replace("num_workers: 4", "num_workers: 0", StringComparison.Ordinal).Replace("num_workers: 2", "num_workers: 0", StringComparison.Ordinal));
        File.ReadAllText(Configuration + ".orig").ShouldBe(Text);
        output.ShouldBe($"""
            1. Reduce worker count: Set num_workers: 0 in 2 places

            --- config.yaml
            +++ config.yaml
            @@ -6,5 +6,5 @@
                 - train:
                     batch_size: 8   # fits
                   datasets:
            -        - num_workers: 4
            -        - num_workers: 2
            +        - num_workers: 0
            +        - num_workers: 0

            {Configuration} is changed; the original is kept as {Configuration}.orig.
            Start it as before:
              python run.py config.yaml

            """);
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order().ShouldBe(["config.yaml", "config.yaml.orig"]);
    }

    [Fact]
    public void Of_several_ways_to_one_end_the_first_is_taken_and_the_others_are_named()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");
        IReadOnlyList<Recommendation> ways = Recommendations(run, Remedy("Reduce worker count", TrainingSetting.NumWorkers, 0), Remedy("Reduce batch_size", TrainingSetting.BatchSize, 4));

        (int exitCode, string output, _) = Apply(run, ways);

        exitCode.ShouldBe(0);
        output.ShouldContain("Others that would serve as well: 2. Take them with --pick.\n");
        File.ReadAllText(Configuration).ShouldContain("num_workers: 0");
        File.ReadAllText(Configuration).ShouldContain("batch_size: 8");

        File.WriteAllText(Configuration, Text);
        Apply(run, ways, new ApplyRequest { Picks = [1, 2] }).ExitCode.ShouldBe(0);
        File.ReadAllText(Configuration).ShouldContain("num_workers: 0");
        File.ReadAllText(Configuration).ShouldContain("batch_size: 4");
    }

    [Fact]
    public void An_earlier_original_is_never_written_over()
    {
        File.WriteAllText(Configuration + ".orig", "first");
        RunRecord run = Run("python", "run.py", "config.yaml");

        Apply(run, Workers(run)).ExitCode.ShouldBe(0);

        File.ReadAllText(Configuration + ".orig").ShouldBe("first");
        File.ReadAllText(Configuration + ".orig.1").ShouldBe(Text);
    }

    [Fact]
    public void A_dry_run_shows_everything_and_writes_nothing()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");

        (int exitCode, string output, _) = Apply(run, Workers(run), new ApplyRequest { DryRun = true });

        exitCode.ShouldBe(0);
        output.ShouldContain("+        - num_workers: 0\n");
        File.ReadAllText(Configuration).ShouldBe(Text);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void Another_file_gets_the_result_and_the_command_line_names_it()
    {
        RunRecord run = Run("python", "run.py", "--config=config.yaml");
        string other = Path.Combine(_folder.Path, "other.yaml");

        (int exitCode, string output, _) = Apply(run, Workers(run), new ApplyRequest { Output = other });

        exitCode.ShouldBe(0);
        File.ReadAllText(Configuration).ShouldBe(Text);
        File.ReadAllText(other).ShouldContain("num_workers: 0");
        output.ShouldContain($"python run.py --config={other}\n");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2);

        (exitCode, _, string error) = Apply(run, Workers(run), new ApplyRequest { Output = other });
        exitCode.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("exists already");
    }

    [Fact]
    public void A_setting_of_the_command_line_gives_a_new_one_quoted_for_the_shell()
    {
        RunRecord run = Run("python", "train.py", "--num-workers", "4", "--name", "it's", "--hf-token", "***");

        (int exitCode, string output, _) = Apply(run, Workers(run));

        exitCode.ShouldBe(0);
        output.ShouldContain("Start it with:\n  python train.py --num-workers 0 --name 'it'\\''s' --hf-token '***'\n*** stands for a secret");
        File.ReadAllText(Configuration).ShouldBe(Text);
    }

    [Fact]
    public void Secrets_stay_on_disk_as_they_are_and_are_not_shown()
    {
        File.WriteAllText(Configuration, "hf_token: abcdef\nnum_workers: 4\n");
        RunRecord run = Run("python", "train.py", "config.yaml");

        string output = Apply(run, Workers(run)).Output;

        File.ReadAllText(Configuration).ShouldBe("hf_token: abcdef\nnum_workers: 0\n");
        output.ShouldContain(" hf_token: ***\n-num_workers: 4\n");
        output.ShouldNotContain("abcdef");
    }

    [Fact]
    public void A_file_that_changed_since_the_run_is_refused_unless_forced()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");
        File.AppendAllText(Configuration, "more: 1\n");

        (int exitCode, string output, string error) = Apply(run, Workers(run));

        exitCode.ShouldBe(ExitCodes.Failure);
        output.ShouldBeEmpty();
        error.ShouldBe($"vigil: '{Configuration}' has changed since the run started, so the advice may not fit it any more: look at it, and use --force to change it all the same.\n");
        File.ReadAllText(Configuration).ShouldEndWith("more: 1\n");
        Apply(run, Workers(run), new ApplyRequest { Force = true }).ExitCode.ShouldBe(0);
        File.ReadAllText(Configuration).ShouldContain("num_workers: 0");
    }

    [Fact]
    public void Picks_choose_and_wrong_ones_are_said_to_be_wrong()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");
        IReadOnlyList<Recommendation> all = Recommendations(run, Remedy("Reduce worker count", TrainingSetting.NumWorkers, 0), Remedy("Reduce batch size", TrainingSetting.BatchSize, 4), Remedy("Look at the data", null, null));

        Error([4]).ShouldBe("vigil: there is no recommendation 4: this run has 1 to 3. 'vigil analyze' lists them.\n");
        Error([0]).ShouldContain("there is no recommendation 0");
        Error([3]).ShouldContain("recommendation 3 cannot be applied for you");
        File.ReadAllText(Configuration).ShouldBe(Text);
        Apply(run, all, new ApplyRequest { Picks = [2] }).ExitCode.ShouldBe(0);
        File.ReadAllText(Configuration).ShouldBe(Text.Replace("batch_size: 8 ", "batch_size: 4 ", StringComparison.Ordinal));

        string Error(int[] picks)
        {
            (int exitCode, string output, string error) = Apply(run, all, new ApplyRequest { Picks = picks });
            exitCode.ShouldBe(ExitCodes.Failure);
            output.ShouldBeEmpty();
            return error;
        }
    }

    [Fact]
    public void Nothing_to_apply_is_said()
    {
        RunRecord run = Run("python", "run.py");

        Apply(run, []).Error.ShouldContain("recommends nothing");
        Apply(run, Recommendations(run, Remedy("Look at the data", null, null))).Error.ShouldContain("none of the recommendations names a setting");
    }

    [Fact]
    public void A_file_that_is_gone_is_said_to_be_gone()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");
        IReadOnlyList<Recommendation> advice = Workers(run);
        File.Delete(Configuration);

        Apply(run, advice).Error.ShouldBe($"vigil: '{Configuration}' is gone: put it back, or apply the settings by hand.\n");
    }

    [Fact]
    public void A_form_that_is_not_edited_is_refused_with_the_reason_and_nothing_is_lost()
    {
        string shared = "base: &base\n  num_workers: 4\nother: *base\n";
        File.WriteAllText(Configuration, shared);
        RunRecord run = Run("python", "run.py", "config.yaml");

        (int exitCode, _, string error) = Apply(run, Workers(run));

        exitCode.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("shared with others");
        File.ReadAllText(Configuration).ShouldBe(shared);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [SkippableFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_mode_of_the_file_is_kept_and_a_link_stays_one()
    {
        Skip.If(OperatingSystem.IsWindows(), "Modes and links are Unix's.");
        string real = Path.Combine(_folder.Path, "real.yaml");
        File.Move(Configuration, real);
        File.CreateSymbolicLink(Configuration, real);
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        RunRecord run = Run("python", "run.py", "config.yaml");

        Apply(run, Workers(run)).ExitCode.ShouldBe(0);

        new FileInfo(Configuration).LinkTarget.ShouldBe(real);
        File.ReadAllText(real).ShouldContain("num_workers: 0");
        foreach (string file in new[] { real, real + ".orig" })
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }
    }

    [Fact]
    public void Of_several_files_all_are_written_or_none()
    {
        byte[] before = File.ReadAllBytes(Configuration);
        FilePatch good = new(Configuration, Configuration, before, [1], "");
        FilePatch bad = new(Configuration, Path.Combine(_folder.Path, "nowhere", "x.yaml"), before, [1], "");

        Should.Throw<ApplyException>(() => PatchWriter.Write([good, bad])).Message.ShouldBe($"'{bad.Target}' could not be written: there is no such folder. Nothing was changed.");

        File.ReadAllBytes(Configuration).ShouldBe(before);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [SkippableFact]
    public void A_full_disk_is_called_so()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no /dev/full.");

        IOException full = Should.Throw<IOException>(() => File.WriteAllText("/dev/full", "x"));

        PatchWriter.Explain("/a/config.yaml", full).ShouldBe("'/a/config.yaml' could not be written: the disk is full. Free some space, or use --output FILE to write elsewhere. Nothing was changed.");
    }

    [Fact]
    public void Programs_get_the_same_as_json()
    {
        RunRecord run = Run("python", "run.py", "config.yaml");

        JsonNode json = JsonNode.Parse(Apply(run, Workers(run), json: true).Output)!;

        json.AsObject().Select(member => member.Key).ShouldBe(["run", "dry_run", "applied", "alternatives", "files", "command", "command_line", "command_changes"]);
        json["applied"]![0]!["changes"]!.AsArray().Select(change => (string)change!["path"]!).ShouldBe(["config.process[0].datasets[0].num_workers", "config.process[0].datasets[1].num_workers"]);
        ((string)json["files"]![0]!["original_kept_as"]!).ShouldBe(Configuration + ".orig");
        ((string)json["files"]![0]!["diff"]!).ShouldContain("+        - num_workers: 0");
    }

    [Theory]
    [InlineData("1,x")]
    [InlineData("1,,2")]
    [InlineData("-1")]
    public void A_pick_that_is_no_list_of_numbers_is_refused(string pick)
    {
        (int exitCode, _, string error) = CommandRunner.Run("apply", "last", $"--pick={pick}");

        exitCode.ShouldBe(ExitCodes.Usage);
        error.ShouldContain("--pick takes numbers");
    }

    private static (int ExitCode, string Output, string Error) Apply(RunRecord run, IReadOnlyList<Recommendation> recommendations, ApplyRequest? request = null, bool json = false) =>
        CommandRunner.Capture(() => ApplyCommand.Apply(run, recommendations, request ?? new ApplyRequest(), json));

    private static IReadOnlyList<Recommendation> Workers(RunRecord run) => Recommendations(run, Remedy("Reduce worker count", TrainingSetting.NumWorkers, 0));

    private static IReadOnlyList<Recommendation> Recommendations(RunRecord run, params Remedy[] remedies) => RecommendationBuilder.Build(
        [.. remedies.Select(remedy => new Finding
        {
            RuleId = "VIG040",
            Severity = Severity.Critical,
            Title = "t",
            Explanation = "e",
            Confidence = 1,
            Evidence = [new EvidenceItem { Kind = EvidenceKind.Samples, Text = "seen" }],
            Remedies = [remedy],
        })],
        RunSettingsReader.Read(run.Start.Command, run.Start.WorkingDirectory, run.Start.Snapshot)).Recommendations;

    private static Remedy Remedy(string title, TrainingSetting? setting, JsonNode? value) =>
        new() { Title = title, Action = setting == TrainingSetting.NumWorkers ? "Set num_workers: 0" : title, Impact = "i", Setting = setting, Value = value };

    private RunRecord Run(params string[] command)
    {
        string name = command.Last().Split('=')[^1];
        var files = new JsonArray();
        if (File.Exists(Path.Combine(_folder.Path, name)))
        {
            KeptConfiguration kept = KeptConfiguration.Of(name, File.ReadAllText(Configuration));
            files.Add((JsonNode)new JsonObject { ["path"] = Configuration, ["text"] = kept.Text, ["parsed"] = kept.Parsed });
        }

        return new RunRecord
        {
            Start = new RunStart
            {
                Id = "aaaaaaa2",
                Name = "train",
                Command = command,
                WorkingDirectory = _folder.Path,
                StartedAt = 1,
                SampleIntervalSeconds = 1,
                Snapshot = new JsonObject { ["configuration"] = files },
                Recorder = new RecorderIdentity("host", "boot", 1, 1),
            },
            State = RunState.Finished,
            LastSeenAt = 2,
        };
    }
}
