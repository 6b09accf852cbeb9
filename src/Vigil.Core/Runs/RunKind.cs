namespace Vigil.Core.Runs;

/// <summary>What a record is of. Lists of runs hold those of a program that Vigil was asked to record; the rest have pages of their own.</summary>
public enum RunKind
{
    /// <summary>A program that was started under Vigil, or attached to.</summary>
    Run,

    /// <summary>A machine that is watched without a program; its name is the machine's.</summary>
    Monitor,

    /// <summary>A program that reports of its own accord, as OpenTelemetry's do; its name is the service's.</summary>
    Service,
}
