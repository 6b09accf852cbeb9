using System.Text.Json.Nodes;
using Vigil.Cli.Settings;
using Vigil.Core.Operations;

namespace Vigil.Cli.Tests.Settings;

public class ObjectiveSettingsTests
{
    [Fact]
    public void Objectives_are_read_by_name()
    {
        List<string> faults = [];
        IReadOnlyList<ServiceObjective> objectives = ObjectiveSettings.Read(
            JsonNode.Parse("""{"chat": {"target": 0.999, "type": "inference_request", "within_seconds": 2}, "pull": {"target": "0.95", "days": 7}}""")!.AsObject(), "vigil.yaml", faults);

        faults.ShouldBeEmpty();
        objectives.ShouldBe(
        [
            new ServiceObjective { Name = "chat", Target = 0.999, Type = OperationType.InferenceRequest, WithinSeconds = 2 },
            new ServiceObjective { Name = "pull", Target = 0.95, Days = 7 },
        ]);
    }

    [Theory]
    [InlineData("""{"a": 1}""", "vigil.yaml: objectives.a: must hold target")]
    [InlineData("""{"a": {}}""", "vigil.yaml: objectives.a.target: is missing")]
    [InlineData("""{"a": {"target": 1}}""", "vigil.yaml: objectives.a.target: must be a number above 0 and below 1")]
    [InlineData("""{"a": {"target": 0.9, "typ": "x"}}""", "vigil.yaml: objectives.a.typ: there is no such setting")]
    [InlineData("""{"a": {"target": 0.9, "type": "A B"}}""", "vigil.yaml: objectives.a.type: must be a word")]
    [InlineData("""{"a": {"target": 0.9, "days": 0}}""", "vigil.yaml: objectives.a.days: must be a number from 1 to 365")]
    public void Each_fault_names_its_key(string section, string fault)
    {
        List<string> faults = [];
        ObjectiveSettings.Read(JsonNode.Parse(section)!.AsObject(), "vigil.yaml", faults);
        faults.ShouldHaveSingleItem().ShouldStartWith(fault);
    }
}
