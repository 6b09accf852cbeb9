using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>What all requests have in common: resources, in them scopes, in them metrics, log records or spans.</summary>
internal static class OtlpRequest
{
    private const int ItemDepth = 3;

    /// <summary>Whether the request, its resources, scopes and items are well-formed messages.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> body) => IsWellFormed(body, 0);

    /// <summary>The resource of a group; empty when there is none.</summary>
    public static ReadOnlySpan<byte> ResourceOf(ReadOnlySpan<byte> group)
    {
        ReadOnlySpan<byte> resource = default;
        var fields = new ProtoReader(group);
        while (fields.Next())
        {
            resource = fields.Key == OtlpFields.GroupResource ? fields.Span : resource;
        }

        return resource;
    }

    /// <summary>The name of a scope; empty when it has none.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> scope)
    {
        ReadOnlySpan<byte> name = default;
        var fields = new ProtoReader(scope);
        while (fields.Next())
        {
            name = fields.Key == OtlpFields.ScopeName ? fields.Span : name;
        }

        return name;
    }

    /// <summary>Items of a request.</summary>
    public static long CountItems(ReadOnlySpan<byte> body)
    {
        long items = 0;
        var groups = new ProtoReader(body);
        while (groups.Next())
        {
            if (groups.Key == OtlpFields.RequestResource)
            {
                items += CountScopes(groups.Span);
            }
        }

        return items;
    }

    /// <summary>Items of a group.</summary>
    public static long CountScopes(ReadOnlySpan<byte> group)
    {
        long items = 0;
        var scopes = new ProtoReader(group);
        while (scopes.Next())
        {
            if (scopes.Key == OtlpFields.GroupScope)
            {
                var fields = new ProtoReader(scopes.Span);
                while (fields.Next())
                {
                    items += fields.Key == OtlpFields.ScopeItem ? 1 : 0;
                }
            }
        }

        return items;
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> message, int depth)
    {
        uint child = depth switch { 0 => OtlpFields.RequestResource, 1 => OtlpFields.GroupScope, 2 => OtlpFields.ScopeItem, _ => 0 };
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (depth < ItemDepth && fields.Key == child && !IsWellFormed(fields.Span, depth + 1))
            {
                return false;
            }
        }

        return !fields.IsMalformed;
    }
}
