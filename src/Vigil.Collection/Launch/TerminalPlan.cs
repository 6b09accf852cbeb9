using Vigil.Core.Logs;

namespace Vigil.Collection.Launch;

/// <summary>What a standard descriptor of Vigil's own is.</summary>
internal enum StandardStream
{
    /// <summary>Vigil was started without it.</summary>
    Closed,

    /// <summary>A terminal.</summary>
    Terminal,

    /// <summary>Anything else: a pipe, a file, /dev/null, a socket.</summary>
    Other,
}

/// <summary>What the program gets for one of its output descriptors.</summary>
internal enum OutputRoute
{
    /// <summary>Nothing: it stays closed.</summary>
    Closed,

    /// <summary>The pseudo-terminal.</summary>
    Terminal,

    /// <summary>A pipe of its own.</summary>
    Pipe,

    /// <summary>The pipe of standard output.</summary>
    OutputPipe,
}

/// <summary>
/// Decides, descriptor by descriptor, what the program gets so that it sees what it would see without Vigil: a
/// terminal where there is one, none where there is none. T is a terminal, - anything else.
/// </summary>
/// <remarks>
/// <code>
/// in out err │ session   │ fd 0       fd 1   fd 2    │ keys: Ctrl-C, Ctrl-\, Ctrl-Z
/// ───────────┼───────────┼───────────────────────────┼──────────────────────────────────────────────────────────
/// T  T   T   │ its own   │ pty        pty    pty     │ outer terminal raw; the bytes travel to the pty, whose line
/// T  T   -   │ its own   │ pty        pty    pipe    │ discipline sends the signals (see JobControl for Ctrl-Z)
/// T  -   T   │ Vigil's   │ inherited  pipe   pty*    │ kernel → whole foreground group: program, Vigil and the rest
/// -  T   T   │ Vigil's   │ inherited  pty*   pty*    │ of the pipeline. The program decides; Vigil lets the signal
/// -  T   -   │ Vigil's   │ inherited  pty*   pipe    │ pass and follows it
/// -  -   T   │ Vigil's   │ inherited  pipe   pty*    │
/// T  -   -   │ Vigil's   │ inherited  pipe   pipe    │ as above; when out and err are the same open file, one pipe
/// -  -   -   │ Vigil's   │ inherited  pipe   pipe    │ for both, so that their order is exact
/// </code>
/// <para>
/// Only with both ends of a dialogue on the terminal does the program get a terminal of its own. As soon as one of
/// them is redirected, Vigil is part of a pipeline: another member (<c>less</c>, <c>tee</c>) may need the outer
/// terminal's keyboard and its Ctrl-C, so the outer terminal is left alone, standard input and /dev/tty stay the real
/// ones, and a pty* serves as output only. It is not the controlling terminal and translates nothing; the outer
/// terminal still does.
/// </para>
/// <para>
/// When Vigil is killed with SIGKILL: with a terminal of its own, the program sees what a closed terminal window shows
/// (SIGHUP, then end of file and EIO); on pipes or a pty*, its next write gives SIGPIPE/EPIPE or EIO. Nothing else
/// changes for it. A terminal left in raw mode is put right by the shell's own prompt or by <c>reset</c>.
/// </para>
/// </remarks>
internal sealed record TerminalPlan
{
    /// <summary>Whether the program leads its own session with the pseudo-terminal as controlling terminal and input.</summary>
    public required bool OwnSession { get; init; }

    /// <summary>Where its standard output goes.</summary>
    public required OutputRoute Output { get; init; }

    /// <summary>Where its standard error goes.</summary>
    public required OutputRoute Error { get; init; }

    /// <summary>Whether a pseudo-terminal is needed.</summary>
    public bool NeedsTerminal => Output == OutputRoute.Terminal || Error == OutputRoute.Terminal;

    /// <summary>What comes out of the pseudo-terminal.</summary>
    public OutputStream TerminalStream => (Output, Error) switch
    {
        (OutputRoute.Terminal, not OutputRoute.Terminal) => OutputStream.Output,
        (not OutputRoute.Terminal, OutputRoute.Terminal) => OutputStream.Error,
        _ => OutputStream.Merged,
    };

    /// <summary>Decides for the descriptors Vigil was started with.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="sameFile">Whether standard output and error lead to the same file.</param>
    public static TerminalPlan Decide(StandardStream input, StandardStream output, StandardStream error, bool sameFile) => new()
    {
        OwnSession = input == StandardStream.Terminal && output == StandardStream.Terminal,
        Output = Route(output),
        Error = error == StandardStream.Other && output == StandardStream.Other && sameFile
            ? OutputRoute.OutputPipe
            : Route(error),
    };

    /// <summary>The plan without a pseudo-terminal, for a system that has none to give.</summary>
    public TerminalPlan WithoutTerminal() => new()
    {
        OwnSession = false,
        Output = Output == OutputRoute.Terminal ? OutputRoute.Pipe : Output,
        Error = (Output, Error) switch
        {
            (OutputRoute.Terminal, OutputRoute.Terminal) => OutputRoute.OutputPipe,
            (_, OutputRoute.Terminal) => OutputRoute.Pipe,
            _ => Error,
        },
    };

    private static OutputRoute Route(StandardStream stream) => stream switch
    {
        StandardStream.Closed => OutputRoute.Closed,
        StandardStream.Terminal => OutputRoute.Terminal,
        _ => OutputRoute.Pipe,
    };
}
