namespace Vigil.Core.Sampling;

/// <summary>What a process of the watched tree is for. Stored; a contract.</summary>
public static class ProcessRoles
{
    /// <summary>The program itself, or the training process it started.</summary>
    public const string Main = "main";

    /// <summary>A data-loading worker.</summary>
    public const string Worker = "worker";

    /// <summary>Anything else: shells, compilers, resource trackers, helpers.</summary>
    public const string Other = "other";
}
