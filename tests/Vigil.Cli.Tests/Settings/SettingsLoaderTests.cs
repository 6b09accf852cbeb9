using System.Globalization;
using Vigil.Analysis.Rules;
using Vigil.Cli.Settings;
using Vigil.Cli.Tests.Support;

namespace Vigil.Cli.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_anything_the_defaults_hold() =>
        Load().Settings.ShouldBe(new VigilSettings());

    [Fact]
    public void Options_win_over_variables_over_files_over_defaults()
    {
        const string Key = "monitoring.sample_interval_seconds";
        string yaml = "monitoring:\n  sample_interval_seconds: 2\n";
        KeyValuePair<string, string> variable = new("VIGIL_MONITORING_SAMPLE_INTERVAL_SECONDS", "3");

        Interval(Load()).ShouldBe(1);
        Interval(Load(yaml)).ShouldBe(2);
        Interval(Load(yaml, [variable])).ShouldBe(3);
        Interval(Load(yaml, [variable], [(Key, "--interval", "4")])).ShouldBe(4);
    }

    [Fact]
    public void A_later_file_wins_over_an_earlier_one()
    {
        string users = _folder.Write("user.yaml", "quiet: true\nlog:\n  head_mib: 1\n");
        string folders = _folder.Write("folder.yaml", "log:\n  head_mib: 2\n");

        VigilSettings settings = SettingsLoader.Load([(users, true), (folders, true)], new Dictionary<string, string>(), []).Settings;

        settings.Quiet.ShouldBeTrue();
        settings.LogHeadMebibytes.ShouldBe(2);
    }

    [Fact]
    public void Every_fault_is_said_at_once_by_key_and_place()
    {
        (VigilSettings _, IReadOnlyList<string> faults) = Load(
            "monitoring:\n  sample_interval_seconds: fast\n  disk_free_ratio: 2\nlog:\n  tail_mib: 0\nquite: yes\n",
            [new("VIGIL_STEPS_TENSORBOARD", "maybe"), new("VIGIL_STEP_TENSORBOARD", "true")],
            [("resource_monitor.log_interval", "--log-interval", "0")]);

        string file = Path.Combine(_folder.Path, "vigil.yaml");
        faults.ShouldBe(
        [
            $"{file}: monitoring.sample_interval_seconds: must be a number from 0.1 to 3600, not 'fast'.",
            $"{file}: monitoring.disk_free_ratio: must be a number from 0 to 1, not '2'.",
            $"{file}: log.tail_mib: must be a whole number from 1 to 4096, not '0'.",
            $"{file}: quite: there is no such setting. Did you mean quiet?",
            "VIGIL_STEPS_TENSORBOARD: steps.tensorboard: must be true or false, not 'maybe'.",
            "VIGIL_STEP_TENSORBOARD: there is no such setting. Did you mean steps.tensorboard?",
            "--log-interval: resource_monitor.log_interval: must be a whole number from 1 to 1000000, not '0'.",
        ]);
    }

    [Fact]
    public void An_unknown_section_is_refused_with_what_was_meant()
    {
        string fault = Load("monitorin:\n  sample_interval_seconds: 2\n").Faults.ShouldHaveSingleItem();

        fault.ShouldContain("monitorin: there is no such section.");
    }

    [Fact]
    public void A_word_unlike_any_key_gets_no_suggestion() =>
        Load("zebra: 1\n").Faults.ShouldHaveSingleItem().ShouldEndWith("zebra: there is no such setting.");

    [Fact]
    public void A_list_where_a_value_belongs_is_a_fault() =>
        Load("quiet: [true]\n").Faults.ShouldHaveSingleItem().ShouldEndWith("quiet: must be a single value.");

    [Theory]
    [InlineData("quiet: [true\n", "is not valid YAML: Line 2")]
    [InlineData("- quiet\n", "must hold settings as `key: value`.")]
    public void A_file_that_is_no_mapping_is_a_fault(string yaml, string fault) =>
        Load(yaml).Faults.ShouldHaveSingleItem().ShouldContain(fault);

    [Fact]
    public void An_empty_file_says_nothing() => Load("# nothing yet\n").Faults.ShouldBeEmpty();

    [Fact]
    public void A_file_that_was_named_must_be_there_and_one_looked_for_need_not()
    {
        string missing = Path.Combine(_folder.Path, "missing.yaml");

        SettingsLoader.Load([(missing, false)], new Dictionary<string, string>(), []).Faults.ShouldBeEmpty();
        SettingsLoader.Load([(missing, true)], new Dictionary<string, string>(), []).Faults.ShouldHaveSingleItem().ShouldStartWith($"{missing}: cannot be read");
    }

    [Fact]
    public void The_older_name_of_a_variable_counts_and_vigils_own_wins()
    {
        KeyValuePair<string, string> older = new("AETHERIST_MONITORING_INTERVAL", "5");

        Interval(Load(null, [older])).ShouldBe(5);
        Interval(Load(null, [older, new("VIGIL_MONITORING_SAMPLE_INTERVAL_SECONDS", "6")])).ShouldBe(6);
    }

    [Fact]
    public void Variables_that_vigil_sets_for_the_program_are_no_settings()
    {
        KeyValuePair<string, string>[] own = [new("VIGIL_RUN_ID", "x"), new("VIGIL_PIPE", "/tmp/p"), new("VIGIL_NVML_LIBRARY", "x.so"), new("UNRELATED", "1")];

        Load(null, own).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_warning_above_critical_is_refused() =>
        Load("monitoring:\n  memory_warning_threshold: 0.99\n").Faults.ShouldHaveSingleItem()
            .ShouldBe("monitoring.memory_warning_threshold: must not be above monitoring.memory_critical_threshold.");

    [Fact]
    public void Files_are_looked_for_in_the_users_folder_and_here()
    {
        SettingsLoader.Files(new Dictionary<string, string> { ["HOME"] = "/home/u" }, null)
            .ShouldBe([("/home/u/.config/vigil/vigil.yaml", false), ("vigil.yaml", false)]);
        SettingsLoader.Files(new Dictionary<string, string> { ["HOME"] = "/home/u", ["XDG_CONFIG_HOME"] = "/etc/u" }, null)
            .ShouldBe([("/etc/u/vigil/vigil.yaml", false), ("vigil.yaml", false)]);
        SettingsLoader.Files(new Dictionary<string, string> { ["VIGIL_CONFIG"] = "/a.yaml" }, null).ShouldBe([("/a.yaml", true)]);
        SettingsLoader.Files(new Dictionary<string, string> { ["VIGIL_CONFIG"] = "/a.yaml" }, "/b.yaml").ShouldBe([("/b.yaml", true)]);
    }

    [Fact]
    public void Every_default_shown_to_people_is_the_default()
    {
        var defaults = new VigilSettings();
        foreach (SettingDefinition setting in SettingCatalogue.All.Where(setting => setting.Key != "db"))
        {
            // The default laid over the defaults changes nothing.
            (VigilSettings? settings, string? fault) = setting.Apply(defaults, setting.Default);
            fault.ShouldBeNull(setting.Key);
            settings.ShouldBe(defaults, setting.Key);
        }
    }

    [Fact]
    public void A_threshold_of_a_rule_is_a_setting_in_files_and_variables()
    {
        Threshold threshold = RuleCatalogue.Thresholds.First();
        string[] words = threshold.Key.Split('.');
        string yaml = $"rules:\n  {words[0]}:\n    {words[1]}: {threshold.Maximum}\n";

        RuleSettings.Options(Load().Settings)[threshold].ShouldBe(threshold.Default);
        RuleSettings.Options(Load(yaml).Settings)[threshold].ShouldBe(threshold.Maximum);
        string variable = "VIGIL_RULES_" + threshold.Key.ToUpperInvariant().Replace('.', '_');
        RuleSettings.Options(Load(yaml, [new(variable, threshold.Minimum.ToString(CultureInfo.InvariantCulture))]).Settings)[threshold].ShouldBe(threshold.Minimum);
        RuleSettings.Options(Load(yaml, [new(variable, threshold.Default.ToString(CultureInfo.InvariantCulture))]).Settings)[threshold].ShouldBe(threshold.Default);
    }

    [Fact]
    public void A_threshold_out_of_its_range_or_of_no_rule_is_refused()
    {
        Threshold threshold = RuleCatalogue.Thresholds.First();
        string variable = "VIGIL_RULES_" + threshold.Key.ToUpperInvariant().Replace('.', '_');

        Load(null, [new(variable, (threshold.Maximum + 1).ToString(CultureInfo.InvariantCulture))]).Faults.ShouldHaveSingleItem().ShouldContain($"rules.{threshold.Key}: must be a number from ");
        Load(null, [new(variable + "X", "1")]).Faults.ShouldHaveSingleItem().ShouldContain($"there is no such setting. Did you mean rules.{threshold.Key}?");
        Load("rules:\n  no_such_rule:\n    percent: 1\n").Faults.ShouldHaveSingleItem().ShouldContain("rules.no_such_rule: there is no such section.");
    }

    [Fact]
    public void Keys_and_variables_are_unique()
    {
        SettingCatalogue.All.Select(setting => setting.Key).ShouldBeUnique();
        SettingCatalogue.All.SelectMany(setting => setting.Aliases.Append(setting.Variable)).ShouldBeUnique();
    }

    private static double Interval((VigilSettings Settings, IReadOnlyList<string> Faults) loaded)
    {
        loaded.Faults.ShouldBeEmpty();
        return loaded.Settings.Recorder.SampleIntervalSeconds;
    }

    private (VigilSettings Settings, IReadOnlyList<string> Faults) Load(
        string? yaml = null,
        IEnumerable<KeyValuePair<string, string>>? variables = null,
        IReadOnlyList<(string Key, string Option, string Value)>? options = null) =>
        SettingsLoader.Load(
            yaml is null ? [] : [(_folder.Write("vigil.yaml", yaml), true)],
            new Dictionary<string, string>(variables ?? []),
            options ?? []);
}
