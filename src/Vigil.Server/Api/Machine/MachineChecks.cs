using System.Globalization;
using Vigil.Core.Runs;
using Vigil.Operations.Health;

namespace Vigil.Server.Api.Machine;

/// <summary>Checks of this machine by what is recorded of it: by <c>--monitor</c>, or by a run that goes on.</summary>
public static class MachineChecks
{
    private const double OldestSeconds = 120;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cpu", "memory", "disk"];

    /// <summary>The checks that there are without any setting, with the inference document's thresholds.</summary>
    public static IReadOnlyList<HealthCheck> Create(IRunReader store, TimeProvider time)
    {
        HealthCheck Of(string name, string description, string unit, Func<MachineReading, double?> value) => new()
        {
            Name = name,
            Description = description,
            Unit = unit,
            Interval = TimeSpan.FromSeconds(5),
            Run = _ => ValueTask.FromResult(Read(store, time, value)),
        };
        return
        [
            Of("cpu", "CPU use of this machine", "%", reading => reading.Totals.CpuPercent) with { Warning = 80 },
            Of("memory", "Memory use of this machine", "%", reading => reading.MemoryPercent) with { Warning = 85, Critical = 95 },
            Of("disk", "Free space of the fullest watched file system", "GiB", reading => reading.DiskFreeGigabytes) with { Warning = 5, Critical = 1, IsLowBad = true },
        ];
    }

    private static CheckResult Read(IRunReader store, TimeProvider time, Func<MachineReading, double?> value)
    {
        if (MachineReading.Newest(store) is not { } newest)
        {
            return CheckResult.Unknown("this machine is not recorded: vigil serve --monitor does");
        }

        double age = (time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0) - newest.UnixSeconds;
        return age > OldestSeconds ? CheckResult.Unknown(string.Create(CultureInfo.InvariantCulture, $"the newest sample is {age:0} s old: vigil serve --monitor records this machine"))
            : value(newest) is { } measured ? CheckResult.Healthy(measured)
            : CheckResult.Unknown("it is not measured here");
    }
}
