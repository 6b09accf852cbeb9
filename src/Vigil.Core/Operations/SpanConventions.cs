namespace Vigil.Core.Operations;

/// <summary>What sort of operation a span of OpenTelemetry is, wherever it comes from: told by attributes of the semantic conventions.</summary>
public static class SpanConventions
{
    /// <summary>The attribute by which a program tells the type itself.</summary>
    public const string TypeAttribute = "vigil.operation.type";

    // The first that a span has decides.
    private static readonly (string Attribute, OperationType Type)[] s_types =
    [
        ("gen_ai.operation.name", OperationType.InferenceRequest), ("gen_ai.system", OperationType.InferenceRequest), ("gen_ai.provider.name", OperationType.InferenceRequest),
        ("db.system.name", new("database")), ("db.system", new("database")),
        ("messaging.system", new("messaging")), ("rpc.system", new("rpc")), ("rpc.system.name", new("rpc")),
        ("http.request.method", new("http")), ("http.method", new("http")),
    ];

    // By the number of the protocol; a kind that is not told counts as internal.
    private static readonly OperationType[] s_kinds = [new("internal"), new("internal"), new("server"), new("client"), new("producer"), new("consumer")];

    /// <summary>The type: what <see cref="TypeAttribute"/> says, else what the conventions tell, else the span's kind.</summary>
    /// <param name="told">The value of <see cref="TypeAttribute"/>; null where there is none.</param>
    /// <param name="has">Whether the span has an attribute.</param>
    /// <param name="kind">Its kind by the protocol's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer; any other counts as internal.</param>
    public static OperationType TypeOf(string? told, Func<string, bool> has, int kind)
    {
        if (OperationType.Parse(told) is { } type)
        {
            return type;
        }

        foreach ((string attribute, OperationType meant) in s_types)
        {
            if (has(attribute))
            {
                return meant;
            }
        }

        return s_kinds[kind > 0 && kind < s_kinds.Length ? kind : 0];
    }
}
