using Vigil.Core.Alerts;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>How well objectives were met, from the operations that were counted: what alerts on burn rates ask.</summary>
/// <param name="objectives">What was promised.</param>
/// <param name="reader">The operations.</param>
public sealed class ObjectiveLevels(IReadOnlyList<ServiceObjective> objectives, IOperationReader reader) : IServiceLevels
{
    /// <inheritdoc/>
    public double? Target(string objective) => Find(objective)?.Target;

    /// <inheritdoc/>
    public double? ErrorShare(string objective, double from, double to)
    {
        if (Find(objective) is not { } found)
        {
            return null;
        }

        (long counted, long bad) = ObjectiveState.Outcomes(found, reader, from, to);
        return counted == 0 ? null : bad / (double)counted;
    }

    private ServiceObjective? Find(string name) => objectives.FirstOrDefault(objective => objective.Name == name);
}
