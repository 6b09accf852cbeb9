using System.Text;
using Vigil.Logs.Progress;
using Vigil.Core.Logs;

using Vigil.Testing;

namespace Vigil.Logs.Tests.Progress;

/// <summary>Text put together at random out of what progress lines are made of: nothing throws, no step is absurd.</summary>
public class FuzzTests
{
    private static readonly string[] s_parts =
    [
        "Epoch", "epoch", " step ", "loss", "lr", "[", "]", "{", "}", "'", "\"", ":", "=", "/", "|", "%|", "━━━", "╸", "(", ")", ",", " ", "  ", "\t", "it/s", "s/it", "ms/step",
        "[00:01<00:02, ", "[00:01, ", "?", "0", "1", "9", "99999999999999999999999", "1e400", "-1", "1e-3", ".5", "5.", "nan", "inf", "-inf", "NaN", "Infinity", "10/100", "0/0",
        "1|2|Loss: ", "1/20 1.1G 1 2 3 4 640: ", "100%", "val", "train", "{'loss': ", "{\"step\": ", "'epoch': ", "iteration", "Reducing to batch=", "CUDA out of memory",
        "Saving at step ", "Starting training from iteration ", "\u001b[", "\u001b]", "\b", "\r", "\n", "\0", "桌", "\ud83d\ude00", "-", "+", ".", "2026-01-02", "03:04:05", "/Unknown - ",
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Survives_anything(int seed)
    {
        var random = new Random(seed);
        var seen = new CollectedTraining();
        var reader = new OutputStepReader(seen);
        double now = 1;
        for (int round = 0; round < 5000; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(40); i > 0; i--)
            {
                text.Append(s_parts[random.Next(s_parts.Length)]);
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (bytes.Length > 0 && random.Next(4) == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            reader.Read((OutputStream)random.Next(3), bytes, now);
            now += random.NextDouble();
            if (random.Next(3) == 0)
            {
                reader.Tick(now);
            }
        }

        reader.Complete(now);
        seen.Steps.ShouldNotBeEmpty();
        seen.Steps.ShouldAllBe(step => step.Step >= 0 && (step.StepSeconds == null || step.StepSeconds >= 0)
            && (step.TotalSteps == null || step.TotalSteps >= 0)
            && step.Others.Count <= ParsedProgress.MaxOthers && step.Others.All(other => other.Key.Length <= 64));
    }
}
