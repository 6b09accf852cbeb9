// Trains a small network on two spirals and watches itself:
//     dotnet run --project samples/dotnet-trainer -- [epochs] [folder of the exports]
// Under `vigil run -- dotnet run --project samples/dotnet-trainer` its steps also join the recording.

using System.Globalization;
using DotnetTrainer;
using Vigil.Collection.InProcess;
using Vigil.Collection.Resources;

const int StepsPerEpoch = 200;
int epochs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
string folder = args.Length > 1 ? args[1] : "dotnet-trainer-output";
Directory.CreateDirectory(folder);

var network = new SpiralNetwork(hidden: 32, seed: 1);
TimeProvider time = TimeProvider.System;

using var system = new SystemMonitor(SystemMonitorOptions.FromEnvironment() with { IntervalSeconds = 0.5 });
using var training = new TrainingMonitor(system);
using var resources = new ResourceMonitor(new ResourceMonitorOptions
{
    LogInterval = 1000,
    TimeSeriesPath = Path.Combine(folder, "resource_logs"),
});

resources.Start();
training.StartTraining();
for (int epoch = 0; epoch < epochs; epoch++)
{
    for (int i = 0; i < StepsPerEpoch; i++)
    {
        int step = (epoch * StepsPerEpoch) + i;
        double learningRate = 0.05 / (1 + (0.05 * epoch));

        long start = time.GetTimestamp();
        (double X, double Y, double Label)[] batch = network.MakeBatch(size: 256);
        TimeSpan dataTime = time.GetElapsedTime(start);
        (double loss, double gradientNorm) = network.Train(batch, learningRate);

        training.LogStep(
            epoch,
            step,
            loss: loss,
            learningRate: learningRate,
            batchTime: (time.GetElapsedTime(start) - dataTime).TotalSeconds,
            dataTime: dataTime.TotalSeconds,
            gradientNorm: gradientNorm,
            batchSize: batch.Length);
        resources.OnBatchEnd(step, epoch, loss, learningRate);
    }
}

system.Sample();
TrainingSummary summary = training.GetTrainingSummary();
Console.WriteLine($"Epoch {summary.CurrentEpoch}, step {summary.CurrentStep}, {summary.StepsPerSecond:F0} steps/s");
Console.WriteLine($"Loss {summary.Loss?.Latest:F4} (mean {summary.Loss?.Mean:F4})");
Console.WriteLine($"System {summary.System?.Status}, CPU {summary.System?.CpuPercent:F1}%, memory {summary.System?.MemoryPercent:F1}%");

PerformanceSummary performance = system.GetPerformanceSummary(TimeSpan.FromMinutes(10));
Console.WriteLine($"CPU on average {performance.CpuPercent?.Average:F1}% over {performance.SampleCount} samples");

training.Stop();
system.Export(Path.Combine(folder, "system_metrics.json"));
system.Export(Path.Combine(folder, "system_metrics.csv"));
