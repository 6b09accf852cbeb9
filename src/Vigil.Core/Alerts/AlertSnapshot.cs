namespace Vigil.Core.Alerts;

/// <summary>Everything that an evaluation starts from.</summary>
/// <param name="Alerts">Pending, firing and recently resolved alerts.</param>
/// <param name="Groups">Groups that were begun.</param>
/// <param name="Memories">What conditions have learned, by their key.</param>
public sealed record AlertSnapshot(IReadOnlyList<Alert> Alerts, IReadOnlyList<AlertGroup> Groups, IReadOnlyDictionary<string, double[]> Memories);
