namespace Vigil.Collection.Processes.Windows;

/// <summary>
/// The calls by which Windows tells about processes, as bytes: what they mean is decided elsewhere, so that captured
/// bytes stand in for a Windows machine. Every call returns the bytes it wrote, or -1 when it failed.
/// </summary>
internal interface IWindowsProcesses
{
    /// <summary><c>NtQuerySystemInformation(SystemProcessInformation)</c>: see <see cref="WindowsProcessList"/>.</summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    /// <param name="address">Where the buffer lay during the call: the answer points into itself.</param>
    int ReadList(ref byte[] buffer, out ulong address);

    /// <summary><c>NtQueryInformationProcess(ProcessCommandLineInformation)</c>: a <c>UNICODE_STRING</c> and its text.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="address">Where the buffer lay during the call.</param>
    int ReadCommandLine(int pid, Span<byte> buffer, out ulong address);
}
