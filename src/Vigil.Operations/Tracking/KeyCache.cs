using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Vigil.Core.Operations;

namespace Vigil.Operations.Tracking;

/// <summary>One thread's way from type and name to the key: by the texts' identity, since most names are literals.</summary>
internal sealed class KeyCache(ConcurrentDictionary<(string Word, string Name), OperationKey> keys)
{
    private const int Size = 64;
    private readonly OperationKey?[] _recent = new OperationKey?[Size];

    public OperationKey Get(OperationType type, string name)
    {
        ref OperationKey? recent = ref _recent[RuntimeHelpers.GetHashCode(name) & (Size - 1)];
        if (recent is { } found && ReferenceEquals(found.Name, name) && ReferenceEquals(found.Type.Word, type.Word))
        {
            return found;
        }

        OperationKey key = keys.GetOrAdd((type.Word, name), static (_, made) => new OperationKey(made.type, made.name), (type, name));

        // A text that is equal but another object is looked up each time.
        if (ReferenceEquals(key.Name, name))
        {
            recent = key;
        }

        return key;
    }
}
