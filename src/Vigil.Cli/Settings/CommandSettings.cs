using System.Collections;

namespace Vigil.Cli.Settings;

/// <summary>Settings for a command: files and environment of this process, and the options it was given.</summary>
internal static class CommandSettings
{
    public static (VigilSettings Settings, IReadOnlyList<string> Faults) Load(
        string? configuration, IReadOnlyList<(string Key, string Option, string Value)> options)
    {
        IReadOnlyDictionary<string, string> environment = EnvironmentVariables();
        return SettingsLoader.Load(SettingsLoader.Files(environment, configuration), environment, options);
    }

    /// <summary>Says every fault and gives the exit code back.</summary>
    public static int Refuse(IReadOnlyList<string> faults, int exitCode)
    {
        foreach (string fault in faults)
        {
            Console.Error.WriteLine("vigil: " + fault);
        }

        Console.Error.WriteLine("vigil: nothing was started. All settings: docs/settings.md");
        return exitCode;
    }

    public static IReadOnlyDictionary<string, string> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}
