namespace Vigil.Core.Operations;

/// <summary>What operations are counted by.</summary>
/// <param name="Type">What sort of thing it is.</param>
/// <param name="Name">What it is about: a file, an endpoint, a model. Few names and many operations of each is the rule; what differs from one to the next belongs into <see cref="OperationDetail.Metadata"/>.</param>
public sealed record OperationKey(OperationType Type, string Name);
