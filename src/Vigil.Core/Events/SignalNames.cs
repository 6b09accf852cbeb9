namespace Vigil.Core.Events;

/// <summary>Names of the signals by Linux numbers (x86-64 and arm64).</summary>
public static class SignalNames
{
    private static readonly string[] s_names =
    [
        "0", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The name, such as <c>SIGTERM</c>; <c>signal 40</c> for one that has none.</summary>
    public static string Of(int number) =>
        number > 0 && number < s_names.Length ? s_names[number] : $"signal {number}";
}
