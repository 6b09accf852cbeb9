namespace Vigil.Logs.Errors.Reading;

/// <summary>Where the lines of one process of one stream stand: inside a traceback, behind one, or outside.</summary>
internal sealed class SourceState
{
    private const int KeptFirst = 16;
    private const int KeptLast = 48;
    private const int KeptChars = 400;

    private readonly List<string> _first = [];
    private readonly Queue<string> _last = new();

    /// <summary>Whether a traceback has begun and its exception has not come yet.</summary>
    public bool InTraceback { get; private set; }

    /// <summary>Whether it is IPython's, which shows the source with numbers.</summary>
    public bool IsNotebook { get; private set; }

    /// <summary>The exception that IPython named in its heading.</summary>
    public string NamedException { get; private set; } = "";

    /// <summary>What stood before the heading of the traceback, and stands before each of its lines.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>Lines since the latest that belonged to the traceback.</summary>
    public int Idle { get; set; }

    /// <summary>The latest exception, until something else begins: another may be chained to it.</summary>
    public BookedFinding? Latest { get; set; }

    /// <summary>The exception that the one to come is chained to.</summary>
    public BookedFinding? ChainedTo { get; set; }

    /// <summary>Whether the chain was said to be of cause and effect.</summary>
    public bool IsDirectCause { get; set; }

    public void Begin(string prefix, bool isNotebook, string namedException)
    {
        InTraceback = true;
        IsNotebook = isNotebook;
        NamedException = namedException;
        Prefix = prefix;
        Idle = 0;
        _first.Clear();
        _last.Clear();
    }

    public void Keep(ReadOnlySpan<char> line)
    {
        Idle = 0;
        string kept = line.TrimEnd()[..Math.Min(line.TrimEnd().Length, KeptChars)].ToString();
        if (_first.Count < KeptFirst)
        {
            _first.Add(kept);
            return;
        }

        _last.Enqueue(kept);
        if (_last.Count > KeptLast)
        {
            _last.Dequeue();
        }
    }

    /// <summary>Ends the traceback.</summary>
    /// <returns>Its lines, outermost first; of a long one the middle is left out.</returns>
    public IReadOnlyList<string> End()
    {
        InTraceback = false;
        string[] stack = [.. _first, .. _last];
        _first.Clear();
        _last.Clear();
        return stack;
    }
}
