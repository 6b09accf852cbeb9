namespace Vigil.Core.Alerts;

/// <summary>Answers how well an objective was met: what burn-rate alerts rest on.</summary>
public interface IServiceLevels
{
    /// <summary>The share of good outcomes that an objective promises, above 0 and below 1; null when there is no such objective.</summary>
    double? Target(string objective);

    /// <summary>The share of bad outcomes between two instants, 0 to 1; null when there was no outcome.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="from">Seconds since the Unix epoch, inclusive.</param>
    /// <param name="to">Seconds since the Unix epoch, exclusive.</param>
    double? ErrorShare(string objective, double from, double to);
}
