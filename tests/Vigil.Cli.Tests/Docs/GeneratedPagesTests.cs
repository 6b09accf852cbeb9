using System.Globalization;
using System.Reflection;
using System.Text;
using Vigil.Analysis.Death;
using Vigil.Analysis.Rules;
using Vigil.Cli.Settings;
using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.Platforms;
using Vigil.Collection.Processes;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Docs;

/// <summary>Pages and parts of pages that are made from the code.</summary>
public class GeneratedPagesTests
{
    /// <summary>What each collector is for, in the order in which people look for it, with the kinds of subject it fills.</summary>
    private static readonly (string Name, string Reads, string Source, SubjectKind[] Kinds)[] s_collectors =
    [
        ("system", "CPU total and per core, load, pressure, memory, swap, OOM kills", "`/proc`", [SubjectKind.System, SubjectKind.CpuCore]),
        ("container", "the program's control group, v1 or v2: limit, usage, failures, OOM kills, throttling", "cgroup files", [SubjectKind.Cgroup]),
        ("disk", "each disk: bytes, operations, busy time", "`/proc/diskstats`", [SubjectKind.Disk]),
        ("filesystem", "free space of the working folder, the output folder and `/dev/shm`", "`statvfs`", [SubjectKind.FileSystem]),
        ("network", "each interface: bytes, errors, drops", "`/proc/net/dev`", [SubjectKind.Network]),
        ("processes", "every process of the program: role, memory, CPU, I/O, faults, starts and exits", "`/proc/PID`, process connector", [SubjectKind.Process]),
        ("gpu", "each GPU and MIG instance, and each process on it", "NVML, amdgpu's sysfs", [SubjectKind.Gpu, SubjectKind.GpuProcess]),
        ("kernel_log", "who the kernel killed and why, crashes, XID errors: events, no metrics", "`/dev/kmsg`", []),
    ];

    [Fact]
    public void Metrics_page()
    {
        var text = new StringBuilder();
        var core = new DocumentationXml("Vigil.Core");
        foreach (MetricTable table in MetricCatalogue.Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {EnumNames.ToSnakeCase(table.Subject)}\n\n");
            text.Append(core.Summary($"F:{typeof(SubjectKind).FullName}.{table.Subject}")).Append("\n\n");
            text.Append("| Metric | Kind | Unit | Read from | Meaning |\n|---|---|---|---|---|\n");
            foreach (Metric metric in table.Metrics)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{metric.Name}` | {EnumNames.ToSnakeCase(metric.Kind)} | {metric.Unit} | {Cell(metric.Source)} | {Cell(metric.Description)} |\n");
            }

            text.Append('\n');
        }

        GoldenFile.ShouldHoldPart("docs/metrics.md", "metrics", text.ToString().TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Settings_page()
    {
        var text = new StringBuilder("| Key | Values | Default | Meaning | Variables |\n|---|---|---|---|---|\n");
        foreach (SettingDefinition setting in SettingCatalogue.All)
        {
            string variables = string.Join(", ", setting.Aliases.Prepend(setting.Variable).Select(variable => $"`{variable}`"));
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Key}` | {setting.Range} | `{setting.Default}` | {Cell(setting.Description)} | {variables} |\n");
        }

        GoldenFile.ShouldHoldPart("docs/settings.md", "settings", text.ToString());
    }

    [Fact]
    public void Events_page()
    {
        var core = new DocumentationXml("Vigil.Core");
        var text = new StringBuilder("| Type | When |\n|---|---|\n");
        foreach (FieldInfo type in typeof(EventTypes).GetFields())
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{type.GetRawConstantValue()}` | {Cell(core.Summary($"F:{typeof(EventTypes).FullName}.{type.Name}"))} |\n");
        }

        GoldenFile.ShouldHoldPart("docs/events.md", "events", text.ToString());
    }

    [Theory]
    [InlineData("docs/settings.md")]
    [InlineData("README.md")]
    public void Exit_codes(string path)
    {
        var program = new DocumentationXml("vigil");
        var text = new StringBuilder("| Code | Meaning |\n|---|---|\n");
        foreach (FieldInfo code in typeof(ExitCodes).GetFields())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {code.GetRawConstantValue()} | {Cell(program.Summary($"F:{typeof(ExitCodes).FullName}.{code.Name}"))} |\n");
        }

        GoldenFile.ShouldHoldPart(path, "exit codes", text.ToString());
    }

    [Fact]
    public void Ends_of_runs()
    {
        var core = new DocumentationXml("Vigil.Core");
        var text = new StringBuilder("| Cause | Meaning |\n|---|---|\n");
        foreach (EndCause cause in Enum.GetValues<EndCause>())
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{EnumNames.ToSnakeCase(cause)}` | {Cell(core.Summary($"F:{typeof(EndCause).FullName}.{cause}"))} |\n");
        }

        GoldenFile.ShouldHoldPart("docs/summary.md", "causes", text.ToString());
    }

    [Fact]
    public void Rules_page()
    {
        var text = new StringBuilder();
        foreach (IGrouping<RuleCategory, RuleDescription> category in RuleCatalogue.All.Select(rule => rule.Description).GroupBy(rule => rule.Category))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {category.Key}\n\n| Id | Name | Sees | At most | Thresholds |\n|---|---|---|---|---|\n");
            foreach (RuleDescription rule in category)
            {
                string thresholds = string.Join(", ", rule.Thresholds.Select(threshold => $"`{threshold.Key[(threshold.Key.IndexOf('.', StringComparison.Ordinal) + 1)..]}` {threshold.Default.ToString(CultureInfo.InvariantCulture)}"));
                text.Append(CultureInfo.InvariantCulture, $"| [{rule.Id}]({rule.Id}.md) | `{rule.Name}` | {Cell(rule.Title)} | {EnumNames.ToSnakeCase(rule.Severity)} | {thresholds} |\n");
            }

            text.Append('\n');
        }

        GoldenFile.ShouldHoldPart("docs/rules/README.md", "rules", text.ToString().TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Every_threshold_is_named_on_the_page_of_its_rule() =>
        RuleCatalogue.All.Select(rule => rule.Description)
            .SelectMany(rule => rule.Thresholds.Select(threshold => (rule.Page, threshold.Key)))
            .Where(threshold => !File.ReadAllText(Repository.At("docs/" + threshold.Page)).Contains(threshold.Key, StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Verdicts()
    {
        var analysis = new DocumentationXml("Vigil.Analysis");
        var text = new StringBuilder("| Verdict | Meaning |\n|---|---|\n");
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{EnumNames.ToSnakeCase(verdict)}` | {Cell(analysis.Summary($"F:{typeof(Verdict).FullName}.{verdict}"))} |\n");
        }

        GoldenFile.ShouldHoldPart("docs/analysis.md", "verdicts", text.ToString());
    }

    [Fact]
    public void Collectors_in_the_readme()
    {
        var text = new StringBuilder("| Collector | Reads | From (Linux) | Metrics |\n|---|---|---|---|\n");
        foreach ((string name, string reads, string source, SubjectKind[] kinds) in s_collectors)
        {
            int metrics = kinds.Sum(kind => MetricCatalogue.Of(kind).Metrics.Count);
            text.Append(CultureInfo.InvariantCulture, $"| [`{name}`](docs/collectors.md#{name}) | {reads} | {source} | {(metrics == 0 ? "–" : metrics)} |\n");
        }

        GoldenFile.ShouldHoldPart("README.md", "collectors", text.ToString());
    }

    [SkippableFact]
    public void Every_collector_of_a_run_stands_in_the_table_and_has_its_section()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The table is that of Linux.");
        var events = new IgnoredEvents();
        IReadOnlyList<ICollector> machine = MachineCollectors.ForThisMachine(Environment.ProcessId, new Dictionary<string, string>(), TimeProvider.System);
        using var tree = new ProcessTreeCollector(HostPaths.Real, ProcessTreeRoot.OfProgram(Environment.ProcessId), events, TimeProvider.System);
        using var gpu = new GpuCollector(new GpuOptions(), HostPaths.Real, events, TimeProvider.System);

        // The kernel log's collector is no public type; its name stands in what it reports.
        s_collectors.Select(collector => collector.Name).Order()
            .ShouldBe(machine.Append(tree).Append(gpu).Select(collector => collector.Name).Append("kernel_log").Order());

        string page = File.ReadAllText(Repository.At("docs/collectors.md"));
        s_collectors.ShouldAllBe(collector => page.Contains($"\n## {collector.Name}\n", StringComparison.Ordinal));
        foreach (ICollector collector in machine)
        {
            collector.Dispose();
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private sealed class IgnoredEvents : IEventSink
    {
        public void Emit(RunEvent runEvent)
        {
        }
    }
}
