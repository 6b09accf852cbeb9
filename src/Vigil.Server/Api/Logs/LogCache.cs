using Vigil.Core.Runs;

namespace Vigil.Server.Api.Logs;

/// <summary>Keeps the log that was read last: whoever reads one reads page after page of it.</summary>
internal sealed class LogCache
{
    private volatile Entry? _latest;

    public LogDocument Read(IRunReader store, RunRecord run)
    {
        // Nothing more is printed by a run that has ended, and the same id never names another run.
        if (run.Outcome is null)
        {
            return LogDocument.Read(store, run.Start.Id);
        }

        if (_latest is not { } entry || entry.RunId != run.Start.Id)
        {
            _latest = entry = new Entry(run.Start.Id, LogDocument.Read(store, run.Start.Id));
        }

        return entry.Log;
    }

    private sealed record Entry(string RunId, LogDocument Log);
}
