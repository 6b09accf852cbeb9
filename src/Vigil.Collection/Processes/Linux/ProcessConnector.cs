using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// The kernel's process connector: a netlink socket on which it reports every fork and exit of the machine.
/// </summary>
/// <remarks>
/// Nobody waits on the socket: the kernel fills its buffer, and the sampler empties it once per sample. A socket filter
/// keeps only forks and exits of whole processes, so the threads that training programs start by the hundred cost nothing.
/// It is permitted to root, and from Linux 6.6 on to everyone, in the machine's first process and user namespace. When it
/// is not, the kernel does not answer the subscription. A full buffer loses messages and says so (ENOBUFS).
/// See Documentation/driver-api/connector.rst and include/uapi/linux/cn_proc.h of the kernel.
/// </remarks>
internal sealed partial class ProcessConnector : IProcessEventSource
{
    private const int NetlinkFamily = 16;
    private const int ConnectorProtocol = 11;
    private const int DatagramCloseOnExecNonBlocking = 2 | 0x80000 | 0x800;
    private const int SocketLevel = 1;
    private const int ReceiveBufferOption = 8;
    private const int AttachFilterOption = 26;
    private const int ReceiveBufferForceOption = 33;
    private const int ReceiveBufferBytes = 32 << 20;
    private const int NoBufferSpace = 105;

    private const int HeaderBytes = 16 + 20;
    private const int DataOffset = HeaderBytes + 16;
    private const uint NothingEvent = 0;
    private const uint ForkEvent = 1;
    private const uint ExitEvent = 0x80000000;

    private const int BatchMessages = 128;
    private const int MessageBytes = 128;

    private readonly int _socket;
    private readonly Batch _batch;
    private bool _lost;

    private ProcessConnector(int socket)
    {
        _socket = socket;
        _batch = new Batch(BatchMessages, MessageBytes);
    }

    /// <summary>Subscribes. Null when this kernel or these permissions do not allow it.</summary>
    /// <param name="reason">Why not, a sentence; null when it worked.</param>
    public static ProcessConnector? TryOpen(out string? reason)
    {
        int socket = OpenSocket(NetlinkFamily, DatagramCloseOnExecNonBlocking, ConnectorProtocol);
        if (socket < 0)
        {
            reason = $"the kernel's process connector is not there (error {Marshal.GetLastPInvokeError()})";
            return null;
        }

        var connector = new ProcessConnector(socket);
        reason = connector.Subscribe();
        if (reason is null)
        {
            return connector;
        }

        connector.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public int Read(Span<ProcessEvent> events)
    {
        int taken = 0;
        while (taken < events.Length)
        {
            int wanted = Math.Min(BatchMessages, events.Length - taken);
            int messages = Receive(wanted);
            for (int i = 0; i < messages; i++)
            {
                taken += TryParse(_batch.Message(i), out events[taken]) ? 1 : 0;
                if (taken == events.Length)
                {
                    break;
                }
            }

            if (messages < wanted)
            {
                break;
            }
        }

        return taken;
    }

    /// <inheritdoc/>
    public bool TakeLost()
    {
        bool lost = _lost;
        _lost = false;
        return lost;
    }

    /// <inheritdoc/>
    public void Discard()
    {
        // At most what the buffer holds: the kernel may go on filling it meanwhile.
        for (int i = 0; i < ReceiveBufferBytes / 512 / BatchMessages && Receive(BatchMessages) == BatchMessages; i++)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ProcDirectory.Close(_socket);
        _batch.Dispose();
    }

    /// <summary>Reads a message of the kernel. False for one that is no fork and no exit.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> message, out ProcessEvent processEvent)
    {
        processEvent = default;
        if (message.Length < DataOffset + 16)
        {
            return false;
        }

        uint what = MemoryMarshal.Read<uint>(message[HeaderBytes..]);
        ReadOnlySpan<byte> data = message[DataOffset..];
        int first = MemoryMarshal.Read<int>(data);
        int second = MemoryMarshal.Read<int>(data[4..]);
        int third = MemoryMarshal.Read<int>(data[8..]);
        int fourth = MemoryMarshal.Read<int>(data[12..]);

        // fork: parent, parent's group, child, child's group; exit: process, group, status, signal to the parent.
        if (what == ForkEvent && third == fourth)
        {
            processEvent = ProcessEvent.Fork(second, third);
            return true;
        }

        if (what == ExitEvent && first == second)
        {
            processEvent = ProcessEvent.Exited(first, third);
            return true;
        }

        return false;
    }

    private string? Subscribe()
    {
        // struct sockaddr_nl: family, port 0 (the kernel chooses), group 1 (CN_IDX_PROC).
        Span<byte> address = stackalloc byte[12];
        address.Clear();
        MemoryMarshal.Write(address, (ushort)NetlinkFamily);
        MemoryMarshal.Write(address[8..], 1u);
        int size = ReceiveBufferBytes;
        unsafe
        {
            if (SetOption(_socket, SocketLevel, ReceiveBufferForceOption, &size, sizeof(int)) < 0)
            {
                _ = SetOption(_socket, SocketLevel, ReceiveBufferOption, &size, sizeof(int));
            }

            fixed (byte* start = address)
            {
                if (Bind(_socket, start, address.Length) < 0)
                {
                    return $"listening to the kernel's process connector is not permitted (error {Marshal.GetLastPInvokeError()})";
                }
            }
        }

        if (!AttachFilter())
        {
            return $"the kernel refused a filter for its process connector (error {Marshal.GetLastPInvokeError()})";
        }

        int sent = SendSubscription();
        return sent < 0
            ? $"subscribing to the kernel's process connector is not permitted (error {-sent})"
            : IsAcknowledged() ? null : "the kernel's process connector answers only in the machine's first namespaces";
    }

    private int SendSubscription()
    {
        // nlmsghdr (length, type DONE, flags, sequence, port), cn_msg (index 1, value 1, seq, ack, length 4, flags), LISTEN.
        Span<byte> message = stackalloc byte[HeaderBytes + 4];
        message.Clear();
        MemoryMarshal.Write(message, message.Length);
        MemoryMarshal.Write(message[4..], (ushort)3);
        MemoryMarshal.Write(message[16..], 1);
        MemoryMarshal.Write(message[20..], 1);
        MemoryMarshal.Write(message[32..], (ushort)4);
        MemoryMarshal.Write(message[HeaderBytes..], 1);
        unsafe
        {
            fixed (byte* start = message)
            {
                return Send(_socket, start, (nuint)message.Length, 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;
            }
        }
    }

    /// <summary>The kernel answers within the call that subscribes; other messages may stand before the answer.</summary>
    private bool IsAcknowledged()
    {
        while (true)
        {
            int messages = Receive(BatchMessages);
            for (int i = 0; i < messages; i++)
            {
                ReadOnlySpan<byte> message = _batch.Message(i);
                if (message.Length >= DataOffset + 4 && MemoryMarshal.Read<uint>(message[HeaderBytes..]) == NothingEvent)
                {
                    return MemoryMarshal.Read<int>(message[DataOffset..]) == 0;
                }
            }

            if (messages < BatchMessages)
            {
                return false;
            }
        }
    }

    /// <summary>Classic BPF: keep answers, forks of leaders (child = its group) and exits of leaders.</summary>
    private bool AttachFilter()
    {
        const ushort Load = 0x20;
        const ushort ToIndex = 0x07;
        const ushort JumpEqual = 0x15;
        const ushort JumpEqualIndex = 0x1D;
        const ushort Return = 0x06;
        const uint Keep = 0xFFFFFFFF;
        uint fork = NetworkOrder(ForkEvent);
        uint exit = NetworkOrder(ExitEvent);
        Span<FilterInstruction> program =
        [
            new(Load, 0, 0, HeaderBytes),
            new(JumpEqual, 10, 0, NothingEvent),
            new(JumpEqual, 0, 4, fork),
            new(Load, 0, 0, DataOffset + 8),
            new(ToIndex, 0, 0, 0),
            new(Load, 0, 0, DataOffset + 12),
            new(JumpEqualIndex, 5, 6, 0),
            new(JumpEqual, 0, 5, exit),
            new(Load, 0, 0, DataOffset),
            new(ToIndex, 0, 0, 0),
            new(Load, 0, 0, DataOffset + 4),
            new(JumpEqualIndex, 0, 1, 0),
            new(Return, 0, 0, Keep),
            new(Return, 0, 0, 0),
        ];
        unsafe
        {
            fixed (FilterInstruction* start = program)
            {
                var filter = new FilterProgram { Length = (ushort)program.Length, Instructions = start };
                return SetOption(_socket, SocketLevel, AttachFilterOption, &filter, sizeof(FilterProgram)) == 0;
            }
        }
    }

    /// <summary>The filter machine reads words in network order.</summary>
    private static uint NetworkOrder(uint value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private int Receive(int wanted)
    {
        unsafe
        {
            int messages = ReceiveMany(_socket, _batch.Prepare(wanted), (uint)wanted, 0, null);
            if (messages < 0)
            {
                _lost |= Marshal.GetLastPInvokeError() == NoBufferSpace;
                return 0;
            }

            return messages;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct FilterInstruction(ushort code, byte whenTrue, byte whenFalse, uint operand)
    {
        public readonly ushort Code = code;
        public readonly byte WhenTrue = whenTrue;
        public readonly byte WhenFalse = whenFalse;
        public readonly uint Operand = operand;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct FilterProgram
    {
        public ushort Length;
        public FilterInstruction* Instructions;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(int socket, byte* message, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static unsafe partial int ReceiveMany(int socket, Batch.MessageHeader* messages, uint count, int flags, void* timeout);

    /// <summary>Memory for many messages taken by one call (<c>struct mmsghdr</c>, 64-bit layout).</summary>
    private sealed unsafe class Batch : IDisposable
    {
        private const int AddressBytes = 12;

        private readonly int _messageBytes;
        private readonly MessageHeader* _headers;
        private readonly Slice* _slices;
        private readonly byte* _addresses;
        private readonly byte* _buffer;

        public Batch(int messages, int messageBytes)
        {
            _messageBytes = messageBytes;
            _headers = (MessageHeader*)NativeMemory.AllocZeroed((nuint)messages, (nuint)sizeof(MessageHeader));
            _slices = (Slice*)NativeMemory.AllocZeroed((nuint)messages, (nuint)sizeof(Slice));
            _addresses = (byte*)NativeMemory.AllocZeroed((nuint)messages, AddressBytes);
            _buffer = (byte*)NativeMemory.AllocZeroed((nuint)messages, (nuint)messageBytes);
            for (int i = 0; i < messages; i++)
            {
                _slices[i] = new Slice { Start = _buffer + (i * messageBytes), Length = (nuint)messageBytes };
                _headers[i].Address = _addresses + (i * AddressBytes);
                _headers[i].Slices = _slices + i;
                _headers[i].SliceCount = 1;
            }
        }

        public MessageHeader* Prepare(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _headers[i].AddressLength = AddressBytes;
            }

            return _headers;
        }

        /// <summary>A message received; empty when another process and not the kernel (port 0) sent it.</summary>
        public ReadOnlySpan<byte> Message(int index)
        {
            int sender = *(int*)(_addresses + (index * AddressBytes) + 4);
            int length = (int)Math.Min(_headers[index].Received, (uint)_messageBytes);
            return sender == 0 ? new ReadOnlySpan<byte>(_buffer + (index * _messageBytes), length) : default;
        }

        public void Dispose()
        {
            NativeMemory.Free(_headers);
            NativeMemory.Free(_slices);
            NativeMemory.Free(_addresses);
            NativeMemory.Free(_buffer);
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct MessageHeader
        {
            public void* Address;
            public uint AddressLength;
            public Slice* Slices;
            public nuint SliceCount;
            public void* Control;
            public nuint ControlLength;
            public int Flags;
            private readonly uint _tail;
            public uint Received;
            private readonly uint _end;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct Slice
        {
            public byte* Start;
            public nuint Length;
        }
    }
}
