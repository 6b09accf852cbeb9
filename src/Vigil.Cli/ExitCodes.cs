namespace Vigil.Cli;

/// <summary>Exit codes of Vigil itself. <c>vigil run</c> otherwise keeps the program's own (128 + n for signal n).</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It could not be done: no such run, the database does not answer.</summary>
    public const int Failure = 1;

    /// <summary>The command line or a setting is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary><c>vigil run</c>: Vigil itself failed before the program was started.</summary>
    public const int RunFailed = 125;

    /// <summary><c>vigil run</c>: the program was found but cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary><c>vigil run</c>: the program was not found.</summary>
    public const int NotFound = 127;
}
