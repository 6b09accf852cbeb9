using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Collection.InProcess;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Training;

namespace Vigil.Collection.Tests.InProcess;

public sealed class RecorderPipeTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vigil-pipe-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_line_holds_what_is_known_of_a_step() =>
        Text(new ClientLine(4096).Format(Step() with { Loss = 2.5, LearningRate = 1e-5, GeneratorLoss = double.NaN, Others = [new("accuracy", 0.5), new("step", 9)] }, 42, 0))
            .ShouldBe("{\"t\":1767225600.250000,\"pid\":42,\"k\":\"step\",\"step\":12,\"loss\":2.5,\"generator_loss\":\"nan\",\"learning_rate\":1E-05,\"accuracy\":0.5}\n");

    [Fact]
    public void A_line_is_cut_at_a_field_and_says_so()
    {
        StepReading step = Step() with { Others = [.. Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"größe \"{i}\"\ud800", 1.0 / 3))] };

        ReadOnlySpan<byte> line = new ClientLine(4096).Format(step, 42, long.MaxValue);

        line.Length.ShouldBeInRange(3900, 4096);
        JsonNode json = JsonNode.Parse(line)!;
        json["truncated"]!.GetValue<bool>().ShouldBeTrue();
        json["dropped"]!.GetValue<long>().ShouldBe(long.MaxValue);
        json["größe \"0\"\ufffd"]!.GetValue<double>().ShouldBe(1.0 / 3);
    }

    [SkippableFact]
    public void Steps_reach_the_reader_of_the_pipe()
    {
        using FileStream reader = OpenFifo(out string path);
        using var monitor = new TrainingMonitor(null, null, null, _clock, path);
        monitor.StartTraining();

        monitor.LogStep(0, 1, loss: 0.5);
        monitor.LogStep(0, 2, loss: double.PositiveInfinity);

        var lines = new StreamReader(reader);
        JsonNode.Parse(lines.ReadLine()!)!["loss"]!.GetValue<double>().ShouldBe(0.5);
        JsonNode.Parse(lines.ReadLine()!)!["loss"]!.GetValue<string>().ShouldBe("inf");
    }

    [SkippableFact]
    public void A_full_pipe_drops_and_counts_and_never_blocks()
    {
        using FileStream reader = OpenFifo(out string path);
        using RecorderPipe pipe = RecorderPipe.Create(path, _clock)!;
        StepReading large = Step() with { Others = [.. Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"number {i}", 1.0 / 3))] };
        for (int i = 0; i < 1000; i++)
        {
            pipe.Send(large);
        }

        byte[] kept = new byte[1 << 20];
        int length = reader.Read(kept);
        int received = kept.AsSpan(0, length).Count((byte)'\n');
        pipe.Send(Step());
        length = reader.Read(kept);

        JsonNode.Parse(kept.AsSpan(0, length))!["dropped"]!.GetValue<long>().ShouldBe(1000 - received);
    }

    [SkippableFact]
    public void A_recorder_that_is_gone_ends_it_quietly()
    {
        FileStream reader = OpenFifo(out string path);
        using RecorderPipe pipe = RecorderPipe.Create(path, _clock)!;
        pipe.Send(Step());
        reader.Dispose();
        pipe.Send(Step());

        // For good: a new reader of the same pipe hears nothing.
        using FileStream second = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _clock.Advance(10);
        pipe.Send(Step());
        second.Write("end\n"u8);

        byte[] text = new byte[4096];
        Text(text.AsSpan(0, second.Read(text))).ShouldBe("end\n");
    }

    [SkippableFact]
    public void Tries_again_after_a_second_when_nobody_reads_yet()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs a FIFO that may be opened for reading and writing.");
        string path = MakeFifo();
        using RecorderPipe pipe = RecorderPipe.Create(path, _clock)!;
        pipe.Send(Step());
        using FileStream reader = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Send(Step() with { Step = 13 });
        _clock.Advance(1);
        pipe.Send(Step() with { Step = 14 });

        JsonNode.Parse(new StreamReader(reader).ReadLine()!)!["step"]!.GetValue<long>().ShouldBe(14);
    }

    [SkippableFact]
    public void Writes_into_nothing_that_is_no_pipe()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no pipe on Windows.");
        string path = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(path, "mine");
        using RecorderPipe pipe = RecorderPipe.Create(path, _clock)!;

        pipe.Send(Step());

        File.ReadAllText(path).ShouldBe("mine");
    }

    [Fact]
    public void There_is_none_outside_of_a_recording() => RecorderPipe.Create(null, _clock).ShouldBeNull();

    private static StepReading Step() => new() { UnixSeconds = 1767225600.25, Step = 12, Source = StepSource.DotNet };

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private FileStream OpenFifo(out string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs a FIFO that may be opened for reading and writing.");
        path = MakeFifo();
        return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    private string MakeFifo()
    {
        string path = Path.Combine(_folder.FullName, "pipe");
        using Process make = Process.Start("mkfifo", [path]);
        make.WaitForExit();
        make.ExitCode.ShouldBe(0);
        return path;
    }
}
