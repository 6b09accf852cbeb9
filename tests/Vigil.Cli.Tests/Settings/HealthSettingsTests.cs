using System.Text.Json.Nodes;
using Vigil.Cli.Settings;
using Vigil.Operations.Health;

namespace Vigil.Cli.Tests.Settings;

public class HealthSettingsTests
{
    [Fact]
    public void Checks_are_read_by_name_and_lie_over_those_of_the_machine()
    {
        List<string> faults = [];
        IReadOnlyList<HealthCheckSetting> settings = HealthSettings.Read(
            JsonNode.Parse("""
                {"memory": {"warning": 75, "critical": 90},
                 "engine": {"grpc": "http://gpu-1:8001", "service": "chat", "device": "gpu-1", "failures": 2, "of": 3, "depends_on": ["port"]},
                 "port": {"tcp": "gpu-1:8001"},
                 "disks": {"command": ["check", "--all"]}}
                """)!.AsObject(), "vigil.yaml", faults);

        faults.ShouldBeEmpty();
        HealthCheck memory = settings[0].Apply(new HealthCheck { Name = "memory", Run = _ => default });
        (memory.Warning, memory.Critical).ShouldBe((75, 90));
        HealthCheck engine = settings[1].Create(TimeProvider.System);
        (engine.Device, engine.Failures, engine.Window).ShouldBe(("gpu-1", 2, 3));
        engine.DependsOn.ShouldBe(["port"]);
        settings[3].Words.ShouldBe(["check", "--all"]);
    }

    [Theory]
    [InlineData("""{"a": {}}""", "vigil.yaml: health.a: needs one of http")]
    [InlineData("""{"a": {"http": "http://b/", "tcp": "b:1"}}""", "vigil.yaml: health.a: needs one of http")]
    [InlineData("""{"cpu": {"http": "http://b/"}}""", "vigil.yaml: health.cpu: checks this machine")]
    [InlineData("""{"a": {"tcp": "b"}}""", "vigil.yaml: health.a.tcp: must be host:port, not 'b'")]
    [InlineData("""{"a": {"http": "b"}}""", "vigil.yaml: health.a.http: must be an address")]
    [InlineData("""{"a": {"tcp": "b:1", "service": "x"}}""", "vigil.yaml: health.a.service: goes with grpc alone")]
    [InlineData("""{"a": {"tcp": "b:1", "failures": 3, "of": 2}}""", "vigil.yaml: health.a.of: must not be below failures")]
    [InlineData("""{"a": {"tcp": "b:1", "failures": 1.5}}""", "vigil.yaml: health.a.failures: must be a whole number")]
    [InlineData("""{"memory": {"warning": 90, "critical": 80}}""", "vigil.yaml: health.memory.warning: must not be above critical")]
    [InlineData("""{"a": {"tcp": "b:1", "depends_on": ["c"]}}""", "vigil.yaml: health.a: depends on c, which is no check")]
    [InlineData("""{"a": {"tcp": "b:1", "depends_on": ["a"]}}""", "vigil.yaml: health.a: depends on itself")]
    public void Each_fault_names_its_key(string section, string fault)
    {
        List<string> faults = [];
        HealthSettings.Read(JsonNode.Parse(section)!.AsObject(), "vigil.yaml", faults);
        faults.ShouldHaveSingleItem().ShouldStartWith(fault);
    }
}
