using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Windows;

/// <summary>Traffic of each network interface of a Windows machine that is up; see <see cref="WindowsInterfaceTable"/>.</summary>
internal sealed class WindowsNetworkCollector(IWindowsMachine machine) : ICollector
{
    private readonly SubjectTable<ulong, SubjectRow> _interfaces = new();
    private byte[] _table = new byte[64 * 1024];

    /// <inheritdoc/>
    public string Name => "network";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        int length = machine.ReadInterfaces(ref _table);
        if (length < 0)
        {
            return CollectResult.Failed("Windows gave no list of network interfaces (GetIfTable2).");
        }

        var table = new WindowsInterfaceTable(_table.AsSpan(0, Math.Min(length, _table.Length)));
        while (table.TryRead(out InterfaceRow counters, out ReadOnlySpan<char> alias))
        {
            if (!_interfaces.TryMeet(frame, counters.Luid, out SubjectRow? known))
            {
                known = _interfaces.Add(
                    frame, counters.Luid, new SubjectRow(new Subject(SubjectKind.Network, alias.ToString())));
            }

            long[] row = known.Subject.Values;
            row[NetworkMetrics.ReceivedBytes.Index] = (long)counters.ReceivedBytes;
            row[NetworkMetrics.SentBytes.Index] = (long)counters.SentBytes;
            row[NetworkMetrics.ReceiveErrors.Index] = (long)counters.ReceiveErrors;
            row[NetworkMetrics.SendErrors.Index] = (long)counters.SendErrors;
            row[NetworkMetrics.ReceiveDrops.Index] = (long)counters.ReceiveDrops;
            row[NetworkMetrics.SendDrops.Index] = (long)counters.SendDrops;
        }

        _interfaces.Sweep(frame);
        return CollectResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
