namespace Vigil.Logs.Errors;

/// <summary>How bad a finding in a log is. Printed in upper case.</summary>
public enum LogLevel
{
    /// <summary>Worth knowing; nothing failed.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>The program, or the kernel on its behalf, gave up.</summary>
    Critical,
}
