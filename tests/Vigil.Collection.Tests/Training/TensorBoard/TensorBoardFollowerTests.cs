using Vigil.Collection.Training.TensorBoard;
using Vigil.Core.Training;
using static Vigil.Collection.Tests.Training.TensorBoard.EventFileWriter;

using Vigil.Testing;

namespace Vigil.Collection.Tests.Training.TensorBoard;

public sealed class TensorBoardFollowerTests : IDisposable
{
    private static readonly DateTimeOffset s_started = TimeProvider.System.GetUtcNow();
    private static readonly double s_wall = s_started.ToUnixTimeMilliseconds() / 1000.0;

    private readonly string _folder = Directory.CreateTempSubdirectory("vigil-tb-").FullName;
    private readonly CollectedTraining _seen = new();
    private readonly TensorBoardFollower _follower;

    public TensorBoardFollowerTests() => _follower = new([_folder], s_started, _seen, TimeProvider.System);

    public void Dispose()
    {
        _follower.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string NewFile(string folder, params byte[][] records)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, "events.out.tfevents.1700000000.host.1.0");
        Append(path, records);
        return path;
    }

    private static void Append(string path, params byte[][] records)
    {
        using var file = new FileStream(path, FileMode.Append);
        foreach (byte[] record in records)
        {
            file.Write(record);
        }
    }

    [Fact]
    public void Puts_the_scalars_of_a_step_together()
    {
        NewFile("logs/run", Version(s_wall), Scalar(s_wall + 1, 10, "train/loss", 0.5f), Scalar(s_wall + 1, 10, "train/learning_rate", 0.25f),
            Scalar(s_wall + 1, 10, "train/grad_norm", 2), Scalar(s_wall + 1, 10, "val/accuracy", 0.75f), Scalar(s_wall + 2, 20, "train/loss", 0.25f));
        _follower.Poll();
        _follower.Complete();

        _seen.Steps.Select(step => step.Step).ShouldBe([10, 20]);
        StepReading first = _seen.Steps[0];
        first.Source.ShouldBe(StepSource.TensorBoard);
        first.UnixSeconds.ShouldBe(s_wall + 1);
        first.Loss.ShouldBe(0.5);
        first.LearningRate.ShouldBe(0.25);
        first.GradientNorm.ShouldBe(2);
        first.Others.ShouldBe([new("val/accuracy", 0.75)]);
    }

    [Theory]
    [InlineData("Loss/train")]
    [InlineData("train/loss")]
    [InlineData("train_loss")]
    [InlineData("training/loss")]
    public void Knows_the_tags_of_a_loss(string tag)
    {
        NewFile("x", Scalar(s_wall + 1, 1, tag, 0.5f));
        _follower.Complete();

        _seen.Steps.Single().Loss.ShouldBe(0.5);
    }

    [Theory]
    [InlineData("lr-AdamW")]
    [InlineData("train/lr")]
    [InlineData("Learning_Rate")]
    public void Knows_the_tags_of_a_learning_rate(string tag)
    {
        NewFile("x", Scalar(s_wall + 1, 1, tag, 0.5f));
        _follower.Complete();

        _seen.Steps.Single().LearningRate.ShouldBe(0.5);
    }

    [Fact]
    public void Reads_tensors_of_one_number()
    {
        NewFile("x", Tensor(s_wall + 1, 1, "epoch_loss", 0.5, asContent: true), Tensor(s_wall + 1, 2, "epoch_loss", 0.25, asContent: false),
            FloatTensor(s_wall + 1, 3, "epoch_loss", 0.125f));
        _follower.Complete();

        _seen.Steps.Select(step => step.Loss).ShouldBe([0.5, 0.25, 0.125]);
    }

    [Fact]
    public void Takes_no_evaluation_for_training()
    {
        NewFile("logs/validation", Scalar(s_wall + 1, 1, "epoch_loss", 0.5f));
        _follower.Complete();

        _seen.Steps.Single().Loss.ShouldBeNull();
        _seen.Steps.Single().Others.ShouldBe([new("epoch_loss", 0.5)]);
    }

    [Fact]
    public void Waits_for_a_torn_record()
    {
        byte[] record = Scalar(s_wall + 1, 7, "loss", 0.5f);
        string path = NewFile("x", Version(s_wall), record[..20]);
        _follower.Poll();
        _follower.Poll();
        _seen.Steps.ShouldBeEmpty();

        Append(path, record[20..]);
        _follower.Complete();

        _seen.Steps.Single().Step.ShouldBe(7);
        _follower.CorruptRecords.ShouldBe(0);
    }

    [Fact]
    public void Skips_a_record_with_damaged_data()
    {
        byte[] damaged = Scalar(s_wall + 1, 2, "loss", 0.5f);
        damaged[15] ^= 0xff;
        NewFile("x", Scalar(s_wall + 1, 1, "loss", 0.5f), damaged, Scalar(s_wall + 1, 3, "loss", 0.5f));
        _follower.Complete();

        _seen.Steps.Select(step => step.Step).ShouldBe([1, 3]);
        _follower.CorruptRecords.ShouldBe(1);
    }

    [Fact]
    public void Finds_its_way_after_a_damaged_length()
    {
        byte[] damaged = Scalar(s_wall + 1, 2, "loss", 0.5f);
        damaged[0] ^= 0x55;
        NewFile("x", Scalar(s_wall + 1, 1, "loss", 0.5f), damaged, Scalar(s_wall + 1, 3, "loss", 0.5f));
        _follower.Complete();

        _seen.Steps.Select(step => step.Step).ShouldBe([1, 3]);
        _follower.CorruptRecords.ShouldBe(1);
    }

    [Fact]
    public void Skips_large_records()
    {
        NewFile("x", Scalar(s_wall + 1, 1, "loss", 0.5f), Record(new byte[3 << 20]), Scalar(s_wall + 1, 2, "loss", 0.5f));
        _follower.Complete();

        _seen.Steps.Select(step => step.Step).ShouldBe([1, 2]);
    }

    [Fact]
    public void Survives_garbage()
    {
        var random = new Random(5);
        byte[] garbage = new byte[300_000];
        random.NextBytes(garbage);
        byte[] fields = new byte[200];
        random.NextBytes(fields);
        NewFile("x", garbage, Record(fields), Scalar(s_wall + 1, 9, "loss", 0.5f));
        _follower.Complete();

        _seen.Steps.Single().Step.ShouldBe(9);
        _follower.CorruptRecords.ShouldBe(1);
    }

    [Fact]
    public void Leaves_files_alone_that_are_older_than_the_run_or_not_its_own()
    {
        string old = NewFile("old", Scalar(s_wall + 1, 1, "loss", 0.5f));
        File.SetLastWriteTimeUtc(old, s_started.UtcDateTime.AddHours(-1));
        NewFile("node_modules/x", Scalar(s_wall + 1, 2, "loss", 0.5f));
        NewFile(".git/x", Scalar(s_wall + 1, 3, "loss", 0.5f));
        NewFile("mine", Scalar(s_wall - 3600, 4, "loss", 0.5f), Scalar(s_wall + 1, 5, "loss", 0.5f));
        _follower.Complete();

        _seen.Steps.Select(step => step.Step).ShouldBe([5]);
    }
}
