using System.ComponentModel;
using System.Diagnostics;

namespace Vigil.Alerting.Notifiers;

/// <summary>Calls a program, without a shell.</summary>
internal static class ProgramCall
{
    private const int LongestQuote = 200;

    /// <summary>Calls it and waits for its end; one that is cancelled is killed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <param name="variables">Variables of its environment beside this process's own.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<Delivery> RunAsync(string program, IEnumerable<string> arguments, string input, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> said = process.StandardError.ReadToEndAsync(cancellationToken);
                Task<string> printed = process.StandardOutput.ReadToEndAsync(cancellationToken);
                await WriteAsync(process.StandardInput, input, cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                await printed;
                string text = (await said).Trim();
                return process.ExitCode == 0 ? Delivery.Done : Delivery.Later($"{program} ended with {process.ExitCode}{(text.Length == 0 ? "" : ": " + text[..Math.Min(text.Length, LongestQuote)])}");
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Win32Exception exception)
        {
            return Delivery.Never($"{program} cannot be started: {exception.Message}");
        }
    }

    private static async Task WriteAsync(StreamWriter to, string text, CancellationToken cancellationToken)
    {
        try
        {
            await to.WriteAsync(text.AsMemory(), cancellationToken);
            to.Close();
        }
        catch (IOException)
        {
            // It does not read what it is told: its arguments may be enough.
        }
    }
}
