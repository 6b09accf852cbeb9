namespace Vigil.Cli.Opening;

/// <summary>How pages are opened here.</summary>
internal static class Browser
{
    /// <summary>
    /// The command that opens an address: what BROWSER names, else the desktop's own; null where there is no display.
    /// </summary>
    public static IReadOnlyList<string>? Command(string address)
    {
        if (Environment.GetEnvironmentVariable("BROWSER") is { Length: > 0 } named)
        {
            // A list of commands with colons between, of which the first counts; %s stands for the address.
            string[] words = named.Split(':')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length == 0 ? null
                : Array.Exists(words, word => word.Contains("%s", StringComparison.Ordinal)) ? [.. words.Select(word => word.Replace("%s", address, StringComparison.Ordinal))]
                : [.. words, address];
        }

        return OperatingSystem.IsMacOS() ? ["open", address]
            : OperatingSystem.IsLinux() && HasDisplay ? ["xdg-open", address]
            : null;
    }

    private static bool HasDisplay => IsSet("DISPLAY") || IsSet("WAYLAND_DISPLAY");

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 };
}
