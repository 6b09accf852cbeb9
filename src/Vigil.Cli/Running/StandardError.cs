using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Vigil.Cli.Running;

/// <summary>
/// Standard error without <see cref="Console"/>, which would change the modes of the terminal that the watched program is
/// about to use.
/// </summary>
internal static class StandardError
{
    private const int Descriptor = 2;

    /// <summary>Writes a text as it is; a closed standard error is nobody's fault.</summary>
    public static void Write(string text)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.Error.Write(text);
            return;
        }

        try
        {
            using var handle = new SafeFileHandle(Descriptor, ownsHandle: false);
            RandomAccess.Write(handle, Encoding.UTF8.GetBytes(text), fileOffset: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Nobody listens.
        }
    }
}
