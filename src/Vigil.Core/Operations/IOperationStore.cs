namespace Vigil.Core.Operations;

/// <summary>Keeps operations and answers for them.</summary>
public interface IOperationStore : IOperationReader
{
    /// <summary>Opens a way in. Several may be open at once, in several processes.</summary>
    IOperationSink OpenSink();
}
