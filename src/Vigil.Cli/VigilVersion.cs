using System.Reflection;

namespace Vigil.Cli;

/// <summary>This program's version.</summary>
internal static class VigilVersion
{
    /// <summary>As the build stamped it, such as <c>0.1.0</c>.</summary>
    public static string Current { get; } =
        typeof(VigilVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
