using System.Globalization;
using Vigil.Logs.Errors.Patterns;

namespace Vigil.Logs.Errors;

/// <summary>
/// The numbers in a message about an allocation that failed on an accelerator (PyTorch of every generation for CUDA,
/// HIP, XPU and MPS, XLA, TensorFlow), in bytes. Null is what the message does not say.
/// </summary>
public sealed record GpuOomMessage
{
    /// <summary>What is captured, and the words that it stands between; the first that fits counts.</summary>
    private static readonly (string Name, MessageTemplate Form)[] s_forms =
    [
        ("tried", new("Tried to allocate {tried:s}")),
        ("tried", new("while trying to allocate {tried:s}")),
        ("tried", new("Failed to allocate request for {tried:s}")),
        ("tried", new("trying to allocate {tried:s}")),
        ("tried", new("ran out of memory trying to allocate {tried:s}")),
        ("tried", new("Cannot allocate {tried:s} memory on GPU")),
        ("gpu", new("(GPU {gpu:d};")),
        ("gpu", new("{GPU|XPU|HIP device} {gpu:d} has a total capacity")),
        ("gpu", new("memory on GPU {gpu:d}")),
        ("gpu", new("device:GPU:{gpu:d}")),
        ("gpu", new("on device {gpu:d}")),
        ("total", new("{total:s} total capacity")),
        ("total", new("has a total capacity {of|of about} {total:s}")),
        ("total", new("max allowed: {total:s}")),
        ("allocated", new("{allocated:s} already allocated")),
        ("allocated", new("Of the allocated memory {allocated:s} is allocated by PyTorch")),
        ("allocated", new("MPS allocated: {allocated:s}")),
        ("free", new("{free:s} free;")),
        ("free", new("of which {free:s} is free")),
        ("free", new("available memory is only {free:s}")),
        ("reserved", new("{reserved:s} reserved in total by PyTorch")),
        ("reserved_unallocated", new("{reserved_unallocated:s} is reserved by PyTorch but unallocated")),
        ("cached", new("{cached:s} cached")),
        ("process", new("this process has {process:s} memory in use")),
        ("process", new("{process:s} memory has been allocated and available memory")),
        ("allowed", new("{allowed:s} allowed;")),
        ("other_processes", new("other allocations: {other_processes:s}")),
        ("private_pools", new("with {private_pools:s} allocated in private pools")),
    ];

    private static readonly MessageTemplate s_otherProcess = new("Process {pid:d} has {size:s} memory in use");

    /// <summary>The request that failed.</summary>
    public long? TriedBytes { get; private init; }

    /// <summary>Index of the device.</summary>
    public int? Gpu { get; private init; }

    /// <summary>Size of the device's memory.</summary>
    public long? TotalBytes { get; private init; }

    /// <summary>Held by tensors of this process.</summary>
    public long? AllocatedBytes { get; private init; }

    /// <summary>Free on the device.</summary>
    public long? FreeBytes { get; private init; }

    /// <summary>Held by this process's allocator, tensors included. Of newer messages: allocated and unallocated together.</summary>
    public long? ReservedBytes { get; private init; }

    /// <summary>Held by this process's allocator without a tensor in it: fragmentation when large.</summary>
    public long? ReservedUnallocatedBytes { get; private init; }

    /// <summary>Everything that this process holds on the device, its context and libraries included.</summary>
    public long? ProcessBytes { get; private init; }

    /// <summary>Held by other processes, added up.</summary>
    public long? OtherProcessesBytes { get; private init; }

    /// <summary>What this process was allowed to hold, where a limit was set.</summary>
    public long? AllowedBytes { get; private init; }

    /// <summary>Reads a message.</summary>
    /// <returns>Null when it holds none of the numbers.</returns>
    public static GpuOomMessage? Parse(ReadOnlySpan<char> message)
    {
        Dictionary<string, string> captures = Capture(message);
        return captures.Count > 0 ? From(captures) : null;
    }

    /// <summary>Puts a finding's captures together.</summary>
    /// <param name="captures">The captures of a finding of class <see cref="CauseClass.CudaOom"/>.</param>
    public static GpuOomMessage From(IReadOnlyDictionary<string, string> captures)
    {
        long? allocated = Bytes("allocated");
        long? unallocated = Bytes("reserved_unallocated");
        long? reserved = Bytes("reserved") ?? Bytes("cached") ?? (unallocated is null ? null : allocated + unallocated);
        return new GpuOomMessage
        {
            TriedBytes = Bytes("tried"),
            Gpu = captures.TryGetValue("gpu", out string? gpu) && int.TryParse(gpu, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null,
            TotalBytes = Bytes("total"),
            AllocatedBytes = allocated,
            FreeBytes = Bytes("free"),
            ReservedBytes = reserved,
            ReservedUnallocatedBytes = unallocated ?? (reserved >= allocated ? reserved - allocated : null),
            ProcessBytes = Bytes("process"),
            OtherProcessesBytes = Bytes("other_processes"),
            AllowedBytes = Bytes("allowed"),
        };

        long? Bytes(string name) => captures.TryGetValue(name, out string? size) ? ByteSize.Parse(size) : null;
    }

    /// <summary>What a message says, by name, as printed; the memory of several other processes is added up in bytes.</summary>
    internal static Dictionary<string, string> Capture(ReadOnlySpan<char> message)
    {
        var captures = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, MessageTemplate form) in s_forms)
        {
            if (!captures.ContainsKey(name) && form.TryMatch(message, found))
            {
                captures[name] = found[name];
            }
        }

        AddOtherProcesses(message, captures);
        return captures;
    }

    private static void AddOtherProcesses(ReadOnlySpan<char> message, Dictionary<string, string> captures)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        long sum = 0;
        int count = 0;
        while (message.IndexOf("Process ", StringComparison.Ordinal) is >= 0 and int at && s_otherProcess.TryMatch(message[at..], found))
        {
            sum += ByteSize.Parse(found["size"]) ?? 0;
            count++;
            captures["other_processes"] = count == 1 ? found["size"] : sum.ToString(CultureInfo.InvariantCulture) + " B";
            message = message[(at + "Process ".Length)..];
        }
    }
}
