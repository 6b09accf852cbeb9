using System.Text.Json.Nodes;
using Vigil.Configuration.Arguments;

namespace Vigil.Configuration.Dialects;

/// <summary>How one framework calls the settings, and what its configuration looks like.</summary>
internal sealed record Dialect
{
    /// <summary>Its name, as printed.</summary>
    public required string Name { get; init; }

    /// <summary>Its table; of several lines for one setting the first known one is where a missing setting is written.</summary>
    public required IReadOnlyList<SettingKey> Keys { get; init; }

    /// <summary>Whether a configuration file is one of its own.</summary>
    public required Func<JsonObject, bool> OwnsFile { get; init; }

    /// <summary>Whether a command line speaks it.</summary>
    public required Func<CommandArguments, bool> OwnsCommand { get; init; }

    /// <summary>What an option is called that no file holds: null when missing settings cannot be given on the command line.</summary>
    public string? OptionPrefix { get; init; }
}
