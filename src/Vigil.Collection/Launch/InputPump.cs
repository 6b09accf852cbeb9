using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// Carries the keys from the outer terminal to the program's own, and watches for the suspend key on the way.
/// </summary>
/// <remarks>
/// Keys are read only while Vigil is in the foreground; reading in the background would stop it. Nothing tells a
/// process that <c>fg</c> brought it to the front when it was running already, so in the background, and only there,
/// it looks twice a second. Keys that were carried over but never read by the program are lost to the shell, which
/// would have found them without Vigil.
/// </remarks>
internal sealed class InputPump : IDisposable
{
    private const int BackgroundLookMilliseconds = 500;
    private const int StackBytes = 256 * 1024;

    private readonly OuterTerminal _outer;
    private readonly int _master;
    private readonly Action _suspendTyped;
    private readonly Action _foreground;
    private readonly Wakeup _ended;
    private readonly Wakeup _look = new();
    private readonly byte[] _keys = new byte[4096];
    private readonly Thread _thread;
    private bool _literalNext;

    /// <param name="outer">The outer terminal.</param>
    /// <param name="master">Master of the program's terminal, non-blocking.</param>
    /// <param name="ended">Set once the program has ended.</param>
    /// <param name="suspendTyped">Called after the suspend key was passed on.</param>
    /// <param name="foreground">Called when Vigil has come to the foreground.</param>
    public InputPump(OuterTerminal outer, int master, Wakeup ended, Action suspendTyped, Action foreground)
    {
        _outer = outer;
        _master = master;
        _ended = ended;
        _suspendTyped = suspendTyped;
        _foreground = foreground;
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "vigil Input" };
    }

    public void Start() => _thread.Start();

    public void Join() => _thread.Join();

    /// <summary>Makes it look again whether it is in the foreground.</summary>
    public void Look() => _look.Set();

    public void Dispose() => _look.Dispose();

    private void Run()
    {
        while (true)
        {
            bool wasRaw = _outer.IsRaw;
            bool mayRead = _outer.IsForeground && _outer.TryEnterRaw();
            if (mayRead && !wasRaw)
            {
                _foreground();
            }

            Span<PollEntry> entries =
            [
                new(_ended.Descriptor, Os.PollIn),
                new(_look.Descriptor, Os.PollIn),
                new(mayRead ? _outer.Descriptor : -1, Os.PollIn),
            ];
            _ = NativeDescriptors.Poll(entries, mayRead ? -1 : BackgroundLookMilliseconds);
            if (entries[0].Ready != 0)
            {
                return;
            }

            if (entries[1].Ready != 0)
            {
                _look.Clear();
            }
            else if (entries[2].Ready != 0 && _outer.IsForeground && !Carry())
            {
                return;
            }
        }
    }

    // False when the outer terminal is gone or the program has ended.
    private bool Carry()
    {
        nint length = NativeDescriptors.Read(_outer.Descriptor, _keys);
        if (length <= 0)
        {
            return length < 0 && NativeDescriptors.LastError is int error && (error == Os.ErrorInterrupted || error == Os.ErrorAgain);
        }

        ReadOnlySpan<byte> rest = _keys.AsSpan(0, (int)length);
        TerminalAttributes modes = default;
        byte? suspend = null;
        byte? literal = null;
        if (NativeTerminal.TryGetAttributes(_master, ref modes) && modes.HasSignalKeys)
        {
            suspend = modes.SuspendKey;
            literal = modes.LiteralNextKey;
        }

        while (!rest.IsEmpty)
        {
            int end = FindSuspend(rest, suspend, literal);
            ReadOnlySpan<byte> part = end < 0 ? rest : rest[..(end + 1)];
            if (!Deliver(part))
            {
                return false;
            }

            if (end >= 0)
            {
                _suspendTyped();
            }

            rest = rest[part.Length..];
        }

        return true;
    }

    private int FindSuspend(ReadOnlySpan<byte> keys, byte? suspend, byte? literal)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (_literalNext)
            {
                _literalNext = false;
            }
            else if (keys[i] == literal)
            {
                _literalNext = true;
            }
            else if (keys[i] == suspend)
            {
                return i;
            }
        }

        return -1;
    }

    // A program that reads nothing lets its terminal fill up: wait for room, but not beyond its end.
    private bool Deliver(ReadOnlySpan<byte> keys)
    {
        Span<PollEntry> entries = [new(_ended.Descriptor, Os.PollIn), new(_master, Os.PollOut)];
        while (!keys.IsEmpty)
        {
            nint written = NativeDescriptors.Write(_master, keys);
            if (written > 0)
            {
                keys = keys[(int)written..];
                continue;
            }

            int error = NativeDescriptors.LastError;
            if (written < 0 && error != Os.ErrorAgain && error != Os.ErrorInterrupted)
            {
                return false;
            }

            _ = NativeDescriptors.Poll(entries, -1);
            if (entries[0].Ready != 0)
            {
                return false;
            }
        }

        return true;
    }
}
