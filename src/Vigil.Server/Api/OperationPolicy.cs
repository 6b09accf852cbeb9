using Vigil.Core.Operations;

namespace Vigil.Server.Api;

/// <summary>What operations are measured against.</summary>
/// <param name="Thresholds">From where on something is a bottleneck.</param>
/// <param name="Objectives">What was promised.</param>
internal sealed record OperationPolicy(OperationThresholds Thresholds, IReadOnlyList<ServiceObjective> Objectives);
