using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Operations.Health;

namespace Vigil.Server.Health;

/// <summary>
/// Keeps changes of health as events of a record of its own, which begins with the first: a server where nothing ever fails leaves none.
/// That a check was found healthy at first is no change. Thread-safe.
/// </summary>
/// <param name="store">Where it is kept.</param>
/// <param name="recorder">This process.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthJournal(IRunStore store, RecorderIdentity recorder, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The records' name.</summary>
    public const string RecordName = "vigil.health";

    private const string EventType = "health_change";
    private static readonly TimeSpan s_closeDeadline = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private IRunWriter? _writer;
    private bool _isClosed;

    /// <summary>Keeps a change.</summary>
    public void Write(HealthChange change)
    {
        lock (_lock)
        {
            if (_isClosed || (_writer is null && change is { Before.State: CheckState.Unknown, After.State: CheckState.Healthy or CheckState.Unknown }))
            {
                return;
            }

            _writer ??= Begin();
            _writer.Emit(new RunEvent(change.After.Since, EventType, new JsonObject
            {
                ["check"] = change.After.Check.Name,
                ["device"] = change.After.Check.Device,
                ["from"] = EnumNames.ToSnakeCase(change.Before.State),
                ["to"] = EnumNames.ToSnakeCase(change.After.State),
                ["value"] = change.After.Value,
                ["reason"] = change.After.Reason,
                ["blamed_on"] = change.After.BlamedOn,
            }));
        }
    }

    /// <summary>Changes within a window, the oldest first, of whatever server over this database.</summary>
    public static IEnumerable<RunEvent> Read(IRunReader reader, double from, double to) => reader.ListRuns(kind: RunKind.Service)
        .Where(record => record.Start.Name == RecordName && record.LastSeenAt >= from && record.Start.StartedAt <= to).Reverse()
        .SelectMany(record => reader.ReadEvents(record.Start.Id, from)).Select(stored => stored.Event)
        .Where(change => change.Type == EventType && change.UnixSeconds <= to).OrderBy(change => change.UnixSeconds);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        IRunWriter? writer;
        lock (_lock)
        {
            _isClosed = true;
            (writer, _writer) = (_writer, null);
        }

        if (writer is not null)
        {
            await writer.CompleteAsync(new RunOutcome { State = RunState.Finished, EndedAt = Now(), Cause = EndCause.Unknown, Explanation = "The server was stopped." }, null, s_closeDeadline);
            await writer.DisposeAsync();
        }
    }

    private IRunWriter Begin() => store.Begin(new RunStart
    {
        Id = RunIds.New(),
        Kind = RunKind.Service,
        Name = RecordName,
        Command = [RecordName],
        WorkingDirectory = "",
        StartedAt = Now(),
        SampleIntervalSeconds = 1,
        Recorder = recorder,
    });

    private double Now() => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
