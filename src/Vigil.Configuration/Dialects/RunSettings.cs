namespace Vigil.Configuration.Dialects;

/// <summary>The settings of one run that advice may be about, found in its command line, configuration files and environment.</summary>
public sealed class RunSettings
{
    private readonly IReadOnlyList<SettingOccurrence> _occurrences;

    /// <summary>Settings as given; for reading a snapshot see the readers of this folder.</summary>
    /// <param name="dialect">Name of the framework whose words are spoken, such as <c>ai-toolkit</c>; null when not recognised.</param>
    /// <param name="occurrences">All occurrences, those in force first.</param>
    public RunSettings(string? dialect, IReadOnlyList<SettingOccurrence> occurrences)
    {
        Dialect = dialect;
        _occurrences = occurrences;
    }

    /// <summary>No setting is known.</summary>
    public static RunSettings None { get; } = new(null, []);

    /// <summary>Name of the framework whose words are spoken; null when not recognised.</summary>
    public string? Dialect { get; }

    /// <summary>Every occurrence, those in force first.</summary>
    public IReadOnlyList<SettingOccurrence> Occurrences => _occurrences;

    /// <summary>The occurrence in force; null when the run says nothing of the setting and no default or place is known.</summary>
    public SettingOccurrence? Find(TrainingSetting setting) => _occurrences.FirstOrDefault(occurrence => occurrence.Setting == setting);

    /// <summary>All occurrences of a setting: each data set may have its own workers.</summary>
    public IEnumerable<SettingOccurrence> All(TrainingSetting setting) => _occurrences.Where(occurrence => occurrence.Setting == setting);
}
