using System.Text;
using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.MacOS;

/// <summary>Traffic of each network interface of a Mac that is up, the loopback left out.</summary>
internal sealed class MacOSNetworkCollector(IMacOSMachine machine) : ICollector
{
    private readonly SubjectTable<int, Interface> _interfaces = new();
    private byte[] _messages = new byte[8192];

    /// <inheritdoc/>
    public string Name => "network";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        int length = machine.ReadInterfaces(ref _messages);
        if (length < 0)
        {
            return CollectResult.Failed("macOS gave no list of network interfaces (sysctl NET_RT_IFLIST2).");
        }

        var list = new MacOSInterfaceList(_messages.AsSpan(0, Math.Min(length, _messages.Length)));
        while (list.TryRead(out InterfaceMessage message, out ReadOnlySpan<byte> name))
        {
            if (!_interfaces.TryMeet(frame, message.Index, out Interface? known))
            {
                known = _interfaces.Add(frame, message.Index, new Interface(Encoding.ASCII.GetString(name)));
            }

            known.Write(message);
        }

        _interfaces.Sweep(frame);
        return CollectResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Interface(string name) : SubjectRow(new Subject(SubjectKind.Network, name))
    {
        private WideCounter _sendDrops;

        public void Write(in InterfaceMessage message)
        {
            long[] row = Subject.Values;
            row[NetworkMetrics.ReceivedBytes.Index] = (long)message.ReceivedBytes;
            row[NetworkMetrics.SentBytes.Index] = (long)message.SentBytes;
            row[NetworkMetrics.ReceiveErrors.Index] = (long)message.ReceiveErrors;
            row[NetworkMetrics.SendErrors.Index] = (long)message.SendErrors;
            row[NetworkMetrics.ReceiveDrops.Index] = (long)message.ReceiveDrops;
            row[NetworkMetrics.SendDrops.Index] = _sendDrops.Advance(message.SendDrops);
        }
    }
}
