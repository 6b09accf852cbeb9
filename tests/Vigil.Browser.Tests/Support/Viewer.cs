namespace Vigil.Browser.Tests.Support;

/// <summary>Who looks, and by what.</summary>
/// <param name="Width">Of the window, CSS pixels.</param>
/// <param name="Height">Of the window, CSS pixels.</param>
/// <param name="IsDark">Whether their system prefers dark pages.</param>
/// <param name="TimeZone">IANA name.</param>
internal sealed record Viewer(int Width = 1440, int Height = 900, bool IsDark = true, string TimeZone = "UTC")
{
    /// <summary>A phone held upright.</summary>
    public static Viewer WithPhone => new(Width: 390, Height: 844);
}
