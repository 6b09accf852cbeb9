using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Launch;

/// <summary>What goes through Vigil comes out as it went in.</summary>
public sealed class OutputTests : IDisposable
{
    private const int Mebibyte = 1 << 20;

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Binary_output_is_passed_on_and_kept_byte_for_byte()
    {
        byte[] data = WriteRandom("data", 3 * Mebibyte / 2);

        ShouldBeSame(_sandbox.Record("cat", _sandbox.PathOf("data")).ShouldEndWith(0).Bytes, data);

        ShouldBeSame(_sandbox.Ask("show", "last", "--log").ShouldEndWith(0).Bytes, data);
    }

    [SkippableFact]
    public void A_line_of_ten_million_bytes_passes_and_recording_goes_on_after_it()
    {
        Machine.NeedPython();

        FinishedProgram finished = _sandbox.Record(Machine.Python, "-c", "import sys; sys.stdout.write('x' * 10_000_000); print(); print('step=1 loss=0.5')");

        finished.ExitCode.ShouldBe(0);
        ShouldBeSame(finished.Bytes, System.Text.Encoding.ASCII.GetBytes(new string('x', 10_000_000) + "\nstep=1 loss=0.5\n"));
        _sandbox.LastRun().StepNumbers.ShouldBe([1L]);
    }

    [Fact]
    public void Of_more_output_than_is_kept_head_and_tail_stand_and_the_gap_is_said()
    {
        _sandbox.Variables["VIGIL_LOG_HEAD_MIB"] = "1";
        _sandbox.Variables["VIGIL_LOG_TAIL_MIB"] = "1";
        // Less than may wait for the disk, however slow that is: only the bounds of head and tail leave anything out.
        byte[] data = WriteRandom("data", 9 * Mebibyte / 4);

        ShouldBeSame(_sandbox.Record("cat", _sandbox.PathOf("data")).ShouldEndWith(0).Bytes, data);

        byte[] kept = _sandbox.Ask("show", "last", "--log").ShouldEndWith(0).Bytes;
        ShouldBeSame(kept.AsSpan(0, Mebibyte), data.AsSpan(0, Mebibyte));
        ShouldBeSame(kept.AsSpan(kept.Length - Mebibyte), data.AsSpan(data.Length - Mebibyte));
        kept.AsSpan().IndexOf("bytes of output were not kept here]"u8).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Standard_input_reaches_the_program()
    {
        using RunningProgram recorder = _sandbox.StartWithInput(Repository.Vigil, "run", "-q", "--db", _sandbox.Database, "--", "cat");
        recorder.Input.Write("some words\n");
        recorder.Input.Close();

        recorder.Wait().ShouldEndWith(0).Output.ShouldBe("some words\n");
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_program_as_without_Vigil()
    {
        FinishedProgram finished = _sandbox.Start(
            "bash", "-c", "\"$0\" run --db \"$1\" -- yes | head -n 1; echo ${PIPESTATUS[0]}", Repository.Vigil, _sandbox.Database).Wait();

        finished.ShouldEndWith(0).Output.ShouldBe("y\n141\n");
        _sandbox.LastRun().Outcome.ExitCode.ShouldBe(141);
    }

    [Fact]
    public void The_two_streams_stay_apart()
    {
        FinishedProgram finished = _sandbox.RecordWith(["--quiet"], "sh", "-c", "echo out; echo err >&2");

        finished.ShouldEndWith(0).Output.ShouldBe("out\n");
        finished.Error.ShouldBe("err\n");
    }

    [Fact]
    public void Arguments_reach_the_program_as_they_are()
    {
        string[] words = ["", "a b", "--db", "--", "quote\"s and 'these'", "line\nbreak", "-q", "ünï"];

        _sandbox.Record(["printf", "[%s]", .. words]).ShouldEndWith(0).Output.ShouldBe(string.Concat(words.Select(word => $"[{word}]")));

        _sandbox.LastRun().Record.Start.Command.ShouldBe(["printf", "[%s]", .. words]);
    }

    [Fact]
    public void A_name_with_quotes_and_line_breaks_is_kept_and_found()
    {
        const string Name = "it's \"quoted\";\nDROP TABLE VigilRun; -- [bold]\ttab";

        _sandbox.RecordWith(["--name", Name], "true").ShouldEndWith(0);

        ((string?)_sandbox.Ask("show", Name, "--json").ShouldEndWith(0).Json["name"]).ShouldBe(Name);
        _sandbox.Ask("runs").ShouldEndWith(0).Output.ShouldContain("DROP TABLE");
        _sandbox.Ask("show", Name).ShouldEndWith(0).Output.Split('\n')[0].ShouldStartWith("command");
    }

    [Fact]
    public void The_summary_fits_a_terminal_of_80_columns()
    {
        FinishedProgram finished = _sandbox.RecordWith(["--name", new string('n', 200)], "sh", "-c", "exit 3");

        string[] lines = finished.ShouldEndWith(3).Error.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBeGreaterThan(5);
        lines.ShouldAllBe(line => line.StartsWith("vigil: ") && line.Length <= 80);
        finished.Error.ShouldContain("exit code 3");
    }

    /// <summary>Compares without printing megabytes when they differ.</summary>
    private static void ShouldBeSame(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected)
    {
        actual.Length.ShouldBe(expected.Length);
        actual.CommonPrefixLength(expected).ShouldBe(expected.Length, "the first byte that differs");
    }

    private byte[] WriteRandom(string name, int size)
    {
        var data = new byte[size];
        new Random(11).NextBytes(data);
        File.WriteAllBytes(_sandbox.PathOf(name), data);
        return data;
    }
}
