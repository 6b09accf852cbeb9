using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// The terminal Vigil was started on. While the program has a pseudo-terminal of its own, the outer one is raw: every
/// key travels as a byte, and the inner line discipline gives it its meaning.
/// </summary>
/// <remarks>
/// Modes are changed only while Vigil's process group is in the foreground: in the background they are the shell's, and
/// the kernel would stop us for trying.
/// </remarks>
internal sealed class OuterTerminal : IDisposable
{
    private const int ErrorNotTerminal = 25;

    private readonly Lock _gate = new();
    private TerminalAttributes _cooked;
    private bool _isRaw;

    public OuterTerminal(int descriptor)
    {
        Descriptor = descriptor;

        // The last resort when an exception takes the process down; a normal end restores earlier.
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public int Descriptor { get; }

    public bool IsRaw
    {
        get
        {
            lock (_gate)
            {
                return _isRaw;
            }
        }
    }

    /// <summary>Whether this process group may use the terminal. A terminal that controls nobody is free to use.</summary>
    public bool IsForeground
    {
        get
        {
            int group = NativeTerminal.GetForegroundGroup(Descriptor);
            return group < 0 ? NativeDescriptors.LastError == ErrorNotTerminal : group == NativeProcesses.GetGroup();
        }
    }

    /// <summary>Remembers the present modes and goes raw. False in the background, or when the terminal is gone.</summary>
    public bool TryEnterRaw()
    {
        lock (_gate)
        {
            if (_isRaw)
            {
                return true;
            }

            if (!IsForeground || !NativeTerminal.TryGetAttributes(Descriptor, ref _cooked))
            {
                return false;
            }

            TerminalAttributes raw = _cooked;
            NativeTerminal.MakeRaw(ref raw);
            _isRaw = NativeTerminal.TrySetAttributes(Descriptor, raw);
            return _isRaw;
        }
    }

    /// <summary>Puts the remembered modes back, if they were changed.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            if (_isRaw && IsForeground)
            {
                _ = NativeTerminal.TrySetAttributes(Descriptor, _cooked);
            }

            _isRaw = false;
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Restore();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Restore();
}
