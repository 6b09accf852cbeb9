using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// The network interfaces of the network namespace that the recorder is in (/proc/net is a link to self/net; the open file
/// stays with its namespace).
/// </summary>
/// <remarks>
/// The loopback interface is left out: workers talk over it, and its bytes never reach a wire. Every other interface is
/// recorded, virtual ones (bridge, veth, bond, tunnel) included: they are what a container sees. A packet that passes
/// a bridge and its port is counted on both, so a sum over all interfaces is no measure of a wire.
/// </remarks>
/// <param name="paths">Where the kernel's files are.</param>
internal sealed class LinuxNetworkCollector(HostPaths paths) : ICollector
{
    private readonly KernelText _file = new(paths.Proc("net/dev"), wholeInOneRead: false);
    private readonly NamedSubjects _interfaces = new(SubjectKind.Network, static name => name != "lo");

    /// <inheritdoc/>
    public string Name => "network";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        if (!_file.Exists)
        {
            return CollectResult.NotAvailable("There is no /proc/net/dev: the kernel has no network");
        }

        ReadOnlySpan<byte> text = _file.Read();
        if (text.IsEmpty)
        {
            _interfaces.Blank();
            return CollectResult.Failed("/proc/net/dev cannot be read");
        }

        NetDevParser.Parse(text, _interfaces, frame);
        return CollectResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
