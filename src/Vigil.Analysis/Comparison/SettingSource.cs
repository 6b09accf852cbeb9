namespace Vigil.Analysis.Comparison;

/// <summary>Where a setting was given.</summary>
public enum SettingSource
{
    /// <summary>On the command line.</summary>
    Command,

    /// <summary>In a configuration file.</summary>
    Configuration,

    /// <summary>In an environment variable.</summary>
    Environment,
}
