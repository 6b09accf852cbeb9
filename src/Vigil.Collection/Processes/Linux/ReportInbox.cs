namespace Vigil.Collection.Processes.Linux;

/// <summary>Carries what other threads of the recorder know about processes to the sampling thread.</summary>
internal sealed class ReportInbox
{
    private readonly Lock _lock = new();
    private List<Report> _incoming = [];
    private List<Report> _taken = [];

    /// <summary>Adds a report; from any thread.</summary>
    public void Add(Report report)
    {
        lock (_lock)
        {
            _incoming.Add(report);
        }
    }

    /// <summary>Takes all reports, in order; valid until the next call.</summary>
    public List<Report> Take()
    {
        _taken.Clear();
        lock (_lock)
        {
            (_incoming, _taken) = (_taken, _incoming);
        }

        return _taken;
    }
}

/// <summary>What was reported.</summary>
internal enum ReportKind
{
    /// <summary>A child of the recorder was reaped.</summary>
    Exit,

    /// <summary>This process is the program.</summary>
    Program,

    /// <summary>This process is a helper of the recorder and no part of the tree.</summary>
    Exclude,
}

/// <summary>One report.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Pid">About which process.</param>
/// <param name="WaitStatus">Of an exit, as <c>waitpid</c> gave it.</param>
internal readonly record struct Report(ReportKind Kind, int Pid, int WaitStatus);
