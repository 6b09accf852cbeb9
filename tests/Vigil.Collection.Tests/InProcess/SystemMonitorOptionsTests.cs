using Vigil.Collection.InProcess;

namespace Vigil.Collection.Tests.InProcess;

public class SystemMonitorOptionsTests
{
    [Fact]
    public void Defaults_are_the_documents() =>
        (new SystemMonitorOptions().IntervalSeconds, new SystemMonitorOptions().MaxHistory).ShouldBe((5.0, 1000));

    [Fact]
    public void Reads_the_documents_variables() =>
        FromEnvironment(("AETHERIST_MONITORING_INTERVAL", "2.5"), ("AETHERIST_MONITORING_HISTORY", "10000"))
            .ShouldBe(new SystemMonitorOptions { IntervalSeconds = 2.5, MaxHistory = 10_000 });

    [Fact]
    public void Own_variables_win() =>
        FromEnvironment(("AETHERIST_MONITORING_INTERVAL", "2.5"), ("VIGIL_MONITORING_INTERVAL", "1")).IntervalSeconds.ShouldBe(1);

    [Fact]
    public void Tells_all_faults_of_the_environment_at_once()
    {
        ArgumentException refused = Should.Throw<ArgumentException>(() =>
            FromEnvironment(("VIGIL_MONITORING_INTERVAL", "often"), ("VIGIL_MONITORING_HISTORY", "0")));

        refused.Message.ShouldContain("VIGIL_MONITORING_INTERVAL is \"often\"");
        refused.Message.ShouldContain("VIGIL_MONITORING_HISTORY is 0");
    }

    [Fact]
    public void Refuses_impossible_options_all_at_once()
    {
        ArgumentException refused = Should.Throw<ArgumentException>(() => new SystemMonitor(new SystemMonitorOptions
        {
            IntervalSeconds = double.NaN,
            MaxHistory = 0,
            MemoryWarningPercent = 99,
        }));

        refused.Message.ShouldContain(nameof(SystemMonitorOptions.IntervalSeconds));
        refused.Message.ShouldContain(nameof(SystemMonitorOptions.MaxHistory));
        refused.Message.ShouldContain(nameof(SystemMonitorOptions.MemoryWarningPercent));
    }

    private static SystemMonitorOptions FromEnvironment(params (string Name, string Value)[] variables) =>
        SystemMonitorOptions.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
