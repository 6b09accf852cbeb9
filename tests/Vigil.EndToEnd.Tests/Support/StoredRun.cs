using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.EndToEnd.Tests.Support;

/// <summary>All that the store holds of a run, read at once.</summary>
internal sealed record StoredRun(
    RunRecord Record,
    IReadOnlyList<StepReading> Steps,
    IReadOnlyList<RunEvent> Events,
    IReadOnlyList<StoredSubject> Subjects,
    IReadOnlyList<StoredTotals> Totals)
{
    public static StoredRun Read(IRunReader store, RunRecord record) => new(
        record,
        [.. store.ReadSteps(record.Start.Id)],
        [.. store.ReadEvents(record.Start.Id).Select(stored => stored.Event)],
        store.ReadSubjects(record.Start.Id),
        [.. store.ReadTotals(record.Start.Id)]);

    public RunOutcome Outcome => Record.Outcome.ShouldNotBeNull();

    public IEnumerable<long> StepNumbers => Steps.Select(step => step.Step);

    public IEnumerable<StoredSubject> Processes => Subjects.Where(subject => subject.Kind == SubjectKind.Process);

    public IReadOnlyList<RunEvent> EventsOf(string type) => [.. Events.Where(runEvent => runEvent.Type == type)];

    /// <summary>A number of the summary, by its path: <c>steps.last</c>.</summary>
    public double Summary(string path)
    {
        System.Text.Json.Nodes.JsonNode? node = Record.Summary;
        foreach (string name in path.Split('.'))
        {
            node = node?[name];
        }

        return node.ShouldNotBeNull($"the summary has no {path}").GetValue<double>();
    }

    public IEnumerable<StoredSubject> ProcessesOfRole(string role) =>
        Processes.Where(process => process.Attributes.GetValueOrDefault(SubjectAttributes.Role) == role);
}
