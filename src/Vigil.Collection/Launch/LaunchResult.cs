namespace Vigil.Collection.Launch;

/// <summary>What came of an attempt to start a program.</summary>
public abstract record LaunchResult
{
    private LaunchResult()
    {
    }

    /// <summary>It runs.</summary>
    /// <param name="Program">The running program; to be disposed after its end.</param>
    public sealed record Started(WatchedProgram Program) : LaunchResult;

    /// <summary>There is no such program; shells exit with 127.</summary>
    /// <param name="Reason">A sentence for people.</param>
    public sealed record NotFound(string Reason) : LaunchResult
    {
        /// <summary>The exit code that shells use for it.</summary>
        public const int ExitCode = 127;
    }

    /// <summary>It is there but cannot be run: a directory, no permission, no format the system knows; shells exit with 126.</summary>
    /// <param name="Reason">A sentence for people.</param>
    public sealed record NotExecutable(string Reason) : LaunchResult
    {
        /// <summary>The exit code that shells use for it.</summary>
        public const int ExitCode = 126;
    }

    /// <summary>The system refused for another reason, such as too many processes.</summary>
    /// <param name="Reason">A sentence for people.</param>
    public sealed record Failed(string Reason) : LaunchResult;
}
