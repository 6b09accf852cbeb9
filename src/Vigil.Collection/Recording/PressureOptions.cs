using System.Globalization;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Recording;

/// <summary>What a program is told when memory or a disk is about to run out, so that it can save its work while it can.</summary>
/// <param name="Signal">Number of the signal on this system.</param>
/// <param name="Name">Its name, such as <c>SIGUSR1</c>.</param>
/// <param name="Memory">Whether it is sent for want of memory.</param>
/// <param name="Disk">Whether it is sent for want of disk space.</param>
public sealed record PressureOptions(int Signal, string Name, bool Memory, bool Disk)
{
    /// <summary>How long before the limit it is sent, seconds, 5 to 3,600; default 60.</summary>
    public double LeadSeconds { get; init; } = 60;

    /// <summary>Reads <c>SIGUSR1</c>, <c>USR2:memory</c>, <c>SIGTERM:memory,disk</c>.</summary>
    /// <returns>The options, or what the text should have been.</returns>
    public static (PressureOptions? Options, string? Fault) Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        string name = parts[0].ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name : "SIG" + name;
        int signal = name switch
        {
            "SIGUSR1" => Signals.User1,
            "SIGUSR2" => Signals.User2,
            "SIGTERM" => Signals.Terminate,
            "SIGINT" => Signals.Interrupt,
            "SIGHUP" => Signals.Hangup,
            _ => 0,
        };
        string[] kinds = parts.Length == 1 ? ["memory", "disk"] : parts[1].Split(',');
        return signal == 0 || kinds.Length == 0 || kinds.Except(["memory", "disk"]).Any()
            ? (null, "must be SIGUSR1, SIGUSR2, SIGTERM, SIGINT or SIGHUP, with :memory, :disk or :memory,disk where not both are meant")
            : (new PressureOptions(signal, name, kinds.Contains("memory"), kinds.Contains("disk")), null);
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{string.Join(',', new[] { Memory ? "memory" : null, Disk ? "disk" : null }.OfType<string>())}");
}
