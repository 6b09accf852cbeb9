namespace Vigil.Core.Metrics;

/// <summary>The UCUM unit symbols that metrics use.</summary>
public static class Units
{
    /// <summary>Bytes.</summary>
    public const string Bytes = "By";

    /// <summary>Seconds.</summary>
    public const string Seconds = "s";

    /// <summary>Percent, 0 to 100.</summary>
    public const string Percent = "%";

    /// <summary>A plain number.</summary>
    public const string One = "1";

    /// <summary>Degrees Celsius.</summary>
    public const string Celsius = "Cel";

    /// <summary>Watts.</summary>
    public const string Watts = "W";

    /// <summary>Joules.</summary>
    public const string Joules = "J";

    /// <summary>Hertz.</summary>
    public const string Hertz = "Hz";

    /// <summary>Bytes per second.</summary>
    public const string BytesPerSecond = "By/s";
}
