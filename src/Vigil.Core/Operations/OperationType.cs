namespace Vigil.Core.Operations;

/// <summary>
/// What sort of thing an operation is: a stable word in lower snake case. The known ones stand here; any other word is a type
/// of its own.
/// </summary>
public readonly record struct OperationType
{
    /// <summary>The longest word, characters.</summary>
    public const int MostCharacters = 64;

    private const string DocumentSuffix = "_operation";
    private readonly string? _word;

    /// <summary>A type by its word.</summary>
    /// <exception cref="ArgumentException">It is not 1 to 64 of <c>a</c>–<c>z</c>, <c>0</c>–<c>9</c> and <c>_</c>.</exception>
    public OperationType(string word) => _word = IsWord(word)
        ? word
        : throw new ArgumentException($"'{word}' is no type of operation: 1 to {MostCharacters} of a-z, 0-9 and _ are wanted.", nameof(word));

    /// <summary>A file is fetched: <c>download</c>.</summary>
    public static OperationType Download { get; } = new("download");

    /// <summary>Something is looked after: <c>health_check</c>.</summary>
    public static OperationType HealthCheck { get; } = new("health_check");

    /// <summary>An alternative is looked for: <c>fallback_strategy</c>.</summary>
    public static OperationType FallbackStrategy { get; } = new("fallback_strategy");

    /// <summary>Figures are gathered: <c>analytics_collection</c>.</summary>
    public static OperationType AnalyticsCollection { get; } = new("analytics_collection");

    /// <summary>The machine is read: <c>system_resource</c>.</summary>
    public static OperationType SystemResource { get; } = new("system_resource");

    /// <summary>A model is loaded, converted, run: <c>model_operation</c>.</summary>
    public static OperationType ModelOperation { get; } = new("model_operation");

    /// <summary>A model answers a request: <c>inference_request</c>.</summary>
    public static OperationType InferenceRequest { get; } = new("inference_request");

    /// <summary>A job of a batch: <c>batch_job</c>.</summary>
    public static OperationType BatchJob { get; } = new("batch_job");

    /// <summary>The known types.</summary>
    public static IReadOnlyList<OperationType> Known { get; } =
        [Download, HealthCheck, FallbackStrategy, AnalyticsCollection, SystemResource, ModelOperation, InferenceRequest, BatchJob];

    /// <summary>The stored word; <c>operation</c> for the default value.</summary>
    public string Word => _word ?? "operation";

    /// <summary>Whether a text may be a type's word.</summary>
    public static bool IsWord(string? text) =>
        text is { Length: > 0 and <= MostCharacters } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>The type that a word means, in Vigil's form or the performance document's, which says <c>download_operation</c>; null for none.</summary>
    public static OperationType? Parse(string? word) =>
        word == Download.Word + DocumentSuffix ? Download : IsWord(word) ? new OperationType(word!) : null;

    /// <inheritdoc/>
    public override string ToString() => Word;
}
