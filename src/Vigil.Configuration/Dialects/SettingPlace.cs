namespace Vigil.Configuration.Dialects;

/// <summary>Where a setting stands, or would have to be written.</summary>
/// <param name="File">Full path of the configuration file; null for the command line and the environment.</param>
/// <param name="Path">
/// Within a file the way to the key as people write it, such as <c>config.process[0].datasets[0].num_workers</c>; on the
/// command line the option as spelt there (<c>--num-workers</c>, Hydra's <c>trainer.num_workers</c>); in the environment the variable.
/// </param>
public sealed record SettingPlace(string? File, string Path)
{
    /// <summary>True for a variable of the environment.</summary>
    public bool IsEnvironment { get; init; }
}
