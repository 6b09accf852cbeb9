namespace Vigil.Logs.Errors.Patterns;

/// <summary>How much a line that matches says of the cause.</summary>
internal enum PatternRole
{
    /// <summary>Says that something is as it should be, or no worse than that, whatever its words: no finding.</summary>
    Harmless,

    /// <summary>A launcher's or scheduler's summary of what others said.</summary>
    Echo,

    /// <summary>What a program said and may have gone on after; the cause only where nothing else is.</summary>
    Hint,

    /// <summary>What a failure elsewhere brings about: peers that go away, pipes that close.</summary>
    Consequence,

    /// <summary>A failure whose words tell little.</summary>
    Loose,

    /// <summary>A failure in its own words.</summary>
    Cause,
}

/// <summary>How an exception's class was told: which one of a chain is quoted depends on it.</summary>
internal enum Telling
{
    /// <summary>Nothing told it.</summary>
    Nothing,

    /// <summary>A name that programs raise for many reasons, and often to probe: <c>KeyError</c>, <c>ValueError</c>.</summary>
    WideName,

    /// <summary>A name that says it: <c>FileNotFoundError</c>.</summary>
    Name,

    /// <summary>The words of the message.</summary>
    Words,
}

/// <summary>One row of the table of causes.</summary>
/// <param name="Class">The cause that it tells.</param>
/// <param name="Form">The form of words, see <see cref="MessageTemplate"/>; of the rows that match, the first in the table counts.</param>
/// <param name="Example">A line that it matches; tests hold that no row before it takes the line for another class.</param>
internal sealed record CausePattern(CauseClass Class, string Form, string Example)
{
    private readonly Lazy<MessageTemplate> _template = new(() => new MessageTemplate(Form));

    /// <summary>What the line says of the cause.</summary>
    public PatternRole Role { get; init; } = PatternRole.Cause;

    /// <summary>How the class is told.</summary>
    public Telling Telling { get; init; } = Telling.Words;

    /// <summary>How bad. Warnings are kept apart and are never the primary cause.</summary>
    public LogLevel Level { get; init; } = LogLevel.Error;

    /// <summary>How sure the class is, 0 to 1.</summary>
    public double Confidence { get; init; } = 0.9;

    /// <summary>Holds only in a line of training progress.</summary>
    public bool OnProgress { get; init; }

    /// <summary>Holds only where the line is an error of itself: an exception, or logged as an error.</summary>
    public bool OnError { get; init; }

    /// <summary>Words of which every line of this form holds one, in any case.</summary>
    public IReadOnlyList<string> Signs => _template.Value.Signs;

    /// <summary>Whether the text is of this form; captures go into <paramref name="captures"/>.</summary>
    public bool TryMatch(ReadOnlySpan<char> text, Dictionary<string, string>? captures) => _template.Value.TryMatch(text, captures);
}
