using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Collection.Files;
using Vigil.Core.Events;

namespace Vigil.Collection.Gpu;

/// <summary>AMD devices through the files of the amdgpu driver below <c>/sys/class/drm</c>.</summary>
/// <remarks>
/// Processes are not told apart: the kernel writes their use into <c>/proc/PID/fdinfo</c> of every open file, and reading
/// all of those costs more than the rest of a sample together. Nor is PCIe traffic read: its file takes a second to answer.
/// Reference: kernel documentation, "GPU driver developer's guide", amdgpu.
/// </remarks>
internal sealed class AmdSource(HostPaths paths, TimeProvider time) : IGpuSource
{
    private const string AmdVendor = "0x1002";

    private readonly List<AmdCard> _cards = [];

    /// <inheritdoc/>
    public string Vendor => "AMD";

    /// <inheritdoc/>
    public IReadOnlyList<GpuFacts> Devices => [.. _cards.Select(card => card.Identity.Facts)];

    /// <inheritdoc/>
    public string? Open()
    {
        string root = paths.Sys("class/drm");
        if (!Directory.Exists(root))
        {
            return "No AMD GPU: /sys/class/drm is not there";
        }

        foreach (string folder in CardFolders(root))
        {
            string device = Path.Combine(folder, "device");
            if (AmdFacts.Text(device, "vendor") == AmdVendor)
            {
                _cards.Add(new AmdCard(device, new GpuDevice(AmdFacts.Read(device, _cards.Count, paths))));
            }
        }

        return _cards.Count == 0 ? "No AMD GPU: /sys/class/drm lists none" : null;
    }

    /// <inheritdoc/>
    public void Sample(GpuSnapshot snapshot)
    {
        for (int i = 0; i < _cards.Count; i++)
        {
            AmdCard card = _cards[i];
            if (!card.Sample(snapshot.Add(card.Identity)))
            {
                snapshot.RemoveLast();
                snapshot.Events.Add(LostEvent(card.Identity.Facts));
                card.Dispose();
                _cards.RemoveAt(i--);
            }
        }

        if (_cards.Count == 0)
        {
            snapshot.Failure = "No AMD GPU answers any more";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AmdCard card in _cards)
        {
            card.Dispose();
        }

        _cards.Clear();
    }

    /// <summary>card0, card1 … in the order of their numbers, without the connectors (card0-DP-1).</summary>
    private static IEnumerable<string> CardFolders(string root) =>
        Directory.EnumerateFileSystemEntries(root, "card*")
            .Select(folder => (Folder: folder, Number: Number(Path.GetFileName(folder))))
            .Where(card => card.Number >= 0)
            .OrderBy(card => card.Number)
            .Select(card => card.Folder);

    private static int Number(string name) =>
        int.TryParse(name.AsSpan("card".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private RunEvent LostEvent(GpuFacts facts)
    {
        var details = new JsonObject
        {
            ["gpu"] = facts.Key,
            ["index"] = facts.Index,
            ["model"] = facts.Model,
            ["pci_address"] = facts.PciAddress,
            ["reason"] = "the kernel says that there is no such device any more",
        };
        return new RunEvent(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, EventTypes.GpuLost, details);
    }
}
