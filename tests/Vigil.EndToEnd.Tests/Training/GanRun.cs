using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Training;

/// <summary>One training of the sample GAN, recorded once for all tests that look at it; null without PyTorch.</summary>
public sealed class GanRun : IDisposable
{
    internal const int Epochs = 2;
    internal const int StepsPerEpoch = 20;

    public GanRun()
    {
        Sandbox = new Sandbox();
        if (!Machine.HasTorch)
        {
            return;
        }

        Finished = Sandbox.RecordWith(
            ["--interval", "0.1"],
            Machine.Python, Repository.Sample("train_gan.py"), "--config", Repository.Sample("gan.yaml"),
            "--set", "data.samples=1280", "--set", $"train.epochs={Epochs}", "--set", "train.log_every=5",
            "--set", "train.save_every=15", "--set", "train.sample_every=20", "--set", $"output.folder={Sandbox.PathOf("out")}");
        Stored = Sandbox.LastRun();
    }

    internal Sandbox Sandbox { get; }

    internal FinishedProgram? Finished { get; }

    internal StoredRun? Stored { get; }

    public void Dispose() => Sandbox.Dispose();
}
