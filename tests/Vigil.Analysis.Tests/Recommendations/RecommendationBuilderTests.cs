using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Parsing;

namespace Vigil.Analysis.Tests.Recommendations;

public class RecommendationBuilderTests
{
    private const double Gib = 1L << 30;

    private const string AiToolkit = """
        job: extension
        config:
          process:
            - type: sd_trainer
              train:
                batch_size: 8
                max_batch_size: 8
                gradient_checkpointing: false
                ema_config:
                  use_ema: true
              datasets:
                - folder_path: a
                  num_workers: 2
                  resolution: [512, 1024]
                - folder_path: b
        """;

    /// <summary>The texts of the training document, each with its place and values in the configuration it was written for.</summary>
    public static TheoryData<Severity, string, string, TrainingSetting, string, string, string, string, string> TrainingTexts => new()
    {
        { Severity.Critical, "Reduce worker count", "Set num_workers: 0", TrainingSetting.NumWorkers, "0", "datasets[0].num_workers", "2", "0", "Set num_workers: 0 in 2 places" },
        { Severity.Critical, "Enable quantization (qtype: qfloat8)", "Set quantize: true with qtype: qfloat8", TrainingSetting.Quantize, "true", "model.quantize", "false", "true", "Set quantize: true with qtype: qfloat8" },
        { Severity.Critical, "Disable EMA", "Set use_ema: false", TrainingSetting.UseEma, "false", "train.ema_config.use_ema", "true", "false", "Set use_ema: false" },
        { Severity.Critical, "Reduce max_batch_size to 4", "Set max_batch_size: 4", TrainingSetting.MaxBatchSize, "4", "train.max_batch_size", "8", "4", "Set max_batch_size: 4" },
        { Severity.Warning, "Enable gradient checkpointing", "Set gradient_checkpointing: true", TrainingSetting.GradientCheckpointing, "true", "train.gradient_checkpointing", "false", "true", "Set gradient_checkpointing: true" },
        { Severity.Warning, "Consider lower resolution", "Set resolution: 768", TrainingSetting.Resolution, "768", "datasets[0].resolution", "[512,1024]", "[512,768]", "Set resolution: 768" },
        { Severity.Info, "Memory allows batch_size: 16, currently using 8", "Set batch_size: 16", TrainingSetting.BatchSize, "16", "train.batch_size", "8", "16", "Set batch_size: 16" },
    };

    [Theory]
    [MemberData(nameof(TrainingTexts))]
    public void The_training_documents_texts_have_their_place_in_its_configuration(
        Severity severity, string title, string action, TrainingSetting setting, string value, string path, string current, string recommended, string words)
    {
        Recommendation recommendation = Build(AiToolkitRun(), Finding("VIG040", severity, 0.9, Remedy(title, action, setting, JsonNode.Parse(value)))).Recommendations.Single();

        recommendation.Title.ShouldBe(title);
        recommendation.Action.ShouldBe(words);
        recommendation.Severity.ShouldBe(severity);
        recommendation.Place.ShouldBe(new SettingPlace("/job/config.yaml", "config.process[0]." + path));
        recommendation.CurrentValue!.ToJsonString().ShouldBe(current);
        recommendation.RecommendedValue!.ToJsonString().ShouldBe(recommended);
        recommendation.RuleId.ShouldBe("VIG040");
        recommendation.Evidence.ShouldNotBeEmpty();
    }

    [Fact]
    public void Gradient_checkpointing_is_disabled_for_speed_where_it_is_on()
    {
        Recommendation recommendation = Build(
            Command("--per_device_train_batch_size", "4", "--gradient_checkpointing"),
            Finding("VIG050", Severity.Info, 0.5, Remedy("Disable gradient checkpointing for speed", "Set gradient_checkpointing: false", TrainingSetting.GradientCheckpointing, false))).Recommendations.Single();

        recommendation.Action.ShouldBe("Leave out --gradient_checkpointing");
    }

    /// <summary>
    /// The performance document's advice for the machine. Its advice for downloads ("Consider implementing parallel downloads",
    /// "Implement bandwidth optimization"), health checks and fallbacks rests on operations, which are no part of a run.
    /// </summary>
    [Theory]
    [InlineData("High CPU usage detected", "Lower the CPU's work per batch")]
    [InlineData("Free disk space", "Remove old checkpoints")]
    [InlineData("Clean up memory", "End what no longer runs")]
    public void Advice_that_is_no_setting_stays_as_it_is_worded(string title, string action)
    {
        Recommendation recommendation = Build(AiToolkitRun(), Finding("VIG001", Severity.Warning, 0.5, Remedy(title, action))).Recommendations.Single();

        (recommendation.Title, recommendation.Action, recommendation.Place, recommendation.Changes.Count).ShouldBe((title, action, null, 0));
    }

    [Theory]
    [InlineData("Pass --num-workers 0", "--num-workers", "4")]
    [InlineData("Pass data.num_workers=0", "data.num_workers=4")]
    [InlineData("Pass --dataloader_num_workers 0", "--dataloader_num_workers=4", "--per_device_train_batch_size", "1")]
    public void The_action_is_worded_as_the_run_is(string expected, params string[] arguments) =>
        Build(Command(arguments), Workers(0)).Recommendations.Single().Action.ShouldBe(expected);

    [Fact]
    public void A_precision_by_switches_changes_both()
    {
        Recommendation recommendation = Build(
            Command("--per_device_train_batch_size", "4", "--fp16"),
            Finding("VIG070", Severity.Warning, 0.8, Remedy("Compute in bf16 instead of fp16", "Set the precision to bf16", TrainingSetting.Precision, "bf16"))).Recommendations.Single();

        recommendation.Action.ShouldBe("Pass --bf16, leave out --fp16");
        recommendation.Changes.Select(change => change.Place.Path).ShouldBe(["--bf16", "--fp16"]);
    }

    [Fact]
    public void A_setting_that_the_run_says_nothing_of_has_no_place_and_the_rules_words()
    {
        Recommendation recommendation = Build(Command("data"), Workers(0)).Recommendations.Single();

        recommendation.Place.ShouldBeNull();
        recommendation.CurrentValue.ShouldBeNull();
        recommendation.Action.ShouldBe("Set num_workers: 0");
        recommendation.RecommendedValue!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData("4", "4")]
    [InlineData("4", "2")]
    public void What_the_run_does_already_or_goes_beyond_is_set_aside(string wanted, string now)
    {
        RecommendationPlan plan = Build(Command("--num-workers", now), Workers(int.Parse(wanted, System.Globalization.CultureInfo.InvariantCulture)));

        plan.Recommendations.ShouldBeEmpty();
        plan.SetAside.Single().Reason.ShouldBe($"The run has --num-workers: {now} already.");
    }

    [Fact]
    public void A_default_that_holds_counts_as_done() =>
        Build(AiToolkitRun(), Finding("VIG040", Severity.Info, 1, Remedy("Set the type", "Set qtype: qfloat8", TrainingSetting.QuantizationType, "qfloat8"))).Recommendations.ShouldBeEmpty();

    [Fact]
    public void Workers_up_and_workers_down_do_not_stand_beside_each_other()
    {
        RecommendationPlan plan = Build(
            Command("--num-workers", "4"),
            Finding("VIG001", Severity.Warning, 1, Remedy("Add data-loading workers", "Set num_workers: 8", TrainingSetting.NumWorkers, 8)),
            Workers(0));

        plan.Recommendations.Single().RecommendedValue!.GetValue<int>().ShouldBe(0);
        SetAsideRemedy aside = plan.SetAside.Single();
        aside.RuleId.ShouldBe("VIG001");
        aside.Reason.ShouldBe("VIG040 asks for the opposite (0), and is critical where this is a warning.");
    }

    [Fact]
    public void A_larger_batch_is_not_advised_beside_a_want_of_memory()
    {
        Finding larger = Finding("VIG020", Severity.Info, 1, Remedy("Memory allows batch_size: 16, currently using 8", "Set batch_size: 16", TrainingSetting.BatchSize, 16));
        Finding outOfMemory = Finding("VIG041", Severity.Critical, 1, Remedy("Enable gradient checkpointing", "Set gradient_checkpointing: true", TrainingSetting.GradientCheckpointing, true));

        RecommendationPlan plan = Build(AiToolkitRun(), larger, outOfMemory);

        plan.Recommendations.Select(recommendation => recommendation.Title).ShouldBe(["Enable gradient checkpointing"]);
        plan.SetAside.Single().Reason.ShouldContain("cost the memory that 'Enable gradient checkpointing' (VIG041) is to save");
        Build(AiToolkitRun(), larger).Recommendations.Count.ShouldBe(1);
    }

    [Fact]
    public void Main_memory_and_device_memory_are_told_apart()
    {
        Finding moreWorkers = Finding("VIG001", Severity.Warning, 1, Remedy("Add data-loading workers", "Set num_workers: 8", TrainingSetting.NumWorkers, 8));
        Finding gpuFull = Finding("VIG041", Severity.Critical, 1, Remedy("Enable quantization", "Set quantize: true", TrainingSetting.Quantize, true, Effect("gpu_memory", "%", -25)));
        Finding ramFull = Finding("VIG040", Severity.Critical, 1, Remedy("Enable quantization", "Set quantize: true", TrainingSetting.Quantize, true, Effect("memory", "%", -25)));

        Build(AiToolkitRun(), moreWorkers, gpuFull).Recommendations.Count.ShouldBe(2);
        Build(AiToolkitRun(), moreWorkers, ramFull).Recommendations.Count.ShouldBe(1);
    }

    [Fact]
    public void Gradient_checkpointing_on_and_off_leaves_the_more_severe()
    {
        RecommendationPlan plan = Build(
            Command("--gradient_checkpointing"),
            Finding("VIG050", Severity.Info, 1, Remedy("Disable gradient checkpointing for speed", "off", TrainingSetting.GradientCheckpointing, false)),
            Finding("VIG041", Severity.Critical, 1, Remedy("Enable gradient checkpointing", "on", TrainingSetting.GradientCheckpointing, true)));

        plan.Recommendations.Select(recommendation => recommendation.Title).ShouldBe(["Disable gradient checkpointing for speed"], "the other is done already");
        plan.SetAside.Single().RuleId.ShouldBe("VIG041");
    }

    [Fact]
    public void The_same_advice_of_several_rules_is_one_with_all_their_evidence()
    {
        Recommendation recommendation = Build(
            Command("--num-workers", "4"),
            Finding("VIG045", Severity.Warning, 1, Remedy("Use no workers", "Set num_workers: 0", TrainingSetting.NumWorkers, 0)),
            Workers(0)).Recommendations.Single();

        recommendation.RuleId.ShouldBe("VIG040");
        recommendation.AskedBy.ShouldBe(["VIG040", "VIG045"]);
        recommendation.Impact.ShouldBe("Saves memory (2 rules ask for it)");
        recommendation.Evidence.Select(item => item.Text).ShouldBe(["Seen by VIG040.", "Seen by VIG045."]);
    }

    [Fact]
    public void Severity_decides_first_then_sureness_times_effect_then_the_rules_own_order()
    {
        RecommendationPlan plan = Build(
            RunSettings.None,
            Finding("VIG001", Severity.Info, 1, Remedy("information", "a", effect: Effect("step_time", "%", -90))),
            Finding("VIG002", Severity.Warning, 0.5, Remedy("half sure", "b", effect: Effect("memory", "By", -16 * Gib)), Remedy("small", "c", effect: Effect("memory", "By", -0.1 * Gib))),
            Finding("VIG003", Severity.Warning, 1, Remedy("sure", "d", effect: Effect("memory", "By", -16 * Gib)), Remedy("first of equals", "e"), Remedy("second of equals", "f")),
            Finding("VIG004", Severity.Critical, 0.1, Remedy("critical", "g")));

        plan.Recommendations.Select(recommendation => recommendation.Title).ShouldBe(["critical", "sure", "half sure", "first of equals", "second of equals", "small", "information"]);
        plan.Recommendations.Select(recommendation => recommendation.Number).ShouldBe(Enumerable.Range(1, 7));
    }

    [Fact]
    public void A_remedy_of_little_or_unknown_effect_stays_before_those_that_its_rule_names_after_it()
    {
        RecommendationPlan plan = Build(
            RunSettings.None,
            Finding("VIG100", Severity.Critical, 1, Remedy("best", "a", effect: Effect("memory", "By", -0.1 * Gib)), Remedy("next", "b"), Remedy("last", "c", effect: Effect("memory", "By", -16 * Gib))));

        plan.Recommendations.Select(recommendation => recommendation.Title).ShouldBe(["best", "next", "last"]);
    }

    [Fact]
    public void What_explains_the_end_comes_before_the_rest_of_its_severity_however_sure_that_is()
    {
        Finding sure = Finding("VIG040", Severity.Critical, 1, Remedy("sure", "a", effect: Effect("memory", "%", -90)));
        Finding end = Finding("VIG100", Severity.Critical, 0.5, Remedy("end", "b"));
        Finding mild = Finding("VIG110", Severity.Info, 1, Remedy("mild", "c"));

        RecommendationPlan plan = RecommendationBuilder.Build([mild, sure, end], RunSettings.None, new HashSet<string> { "VIG100", "VIG110" });

        plan.Recommendations.Select(recommendation => recommendation.Title).ShouldBe(["end", "sure", "mild"]);
    }

    [Fact]
    public void Ways_of_one_rule_that_can_be_written_are_alternatives_to_the_first_of_them()
    {
        RecommendationPlan plan = Build(
            AiToolkitRun(),
            Finding("VIG100", Severity.Critical, 1, Remedy("advice", "Look"), Remedy("workers", "a", TrainingSetting.NumWorkers, 0), Remedy("batch", "b", TrainingSetting.BatchSize, 1), Remedy("ema", "c", TrainingSetting.UseEma, false)),
            Finding("VIG040", Severity.Warning, 1, Remedy("quantise", "d", TrainingSetting.Quantize, true)));

        plan.Recommendations.Where(one => one.Changes.Count > 0).Select(one => (one.Title, one.AlternativeTo is null)).First().ShouldBe(("workers", true));
        plan.Recommendations.Where(one => one.RuleId == "VIG100" && one.Changes.Count > 0).Skip(1).ShouldAllBe(one => one.AlternativeTo == 2);
        plan.Recommendations.Where(one => one.RuleId == "VIG100" && one.Changes.Count > 0).Count().ShouldBeGreaterThan(1);
        plan.Recommendations.Single(one => one.Title == "quantise").AlternativeTo.ShouldBeNull();
        plan.Recommendations.Single(one => one.Title == "advice").AlternativeTo.ShouldBeNull();
    }

    [Fact]
    public void No_findings_no_plan() => Build(AiToolkitRun()).Recommendations.ShouldBeEmpty();

    private static Finding Workers(int number) =>
        Finding("VIG040", Severity.Critical, 0.9, Remedy("Reduce worker count", $"Set num_workers: {number}", TrainingSetting.NumWorkers, number, Effect("memory", "By", -8 * Gib)));

    private static Finding Finding(string rule, Severity severity, double confidence, params Remedy[] remedies) => new()
    {
        RuleId = rule,
        Severity = severity,
        Title = rule,
        Explanation = rule,
        Confidence = confidence,
        Evidence = [new EvidenceItem { Kind = EvidenceKind.Samples, Text = $"Seen by {rule}." }],
        Remedies = remedies,
    };

    private static Remedy Remedy(string title, string action, TrainingSetting? setting = null, JsonNode? value = null, Effect? effect = null) =>
        new() { Title = title, Action = action, Impact = "Saves memory", Setting = setting, Value = value, Effect = effect };

    private static Effect Effect(string quantity, string unit, double expected) =>
        new() { Quantity = quantity, Unit = unit, Low = expected * 1.5, Expected = expected, High = expected / 2, Basis = "test", IsMeasured = true };

    private static RecommendationPlan Build(RunSettings settings, params Finding[] findings) => RecommendationBuilder.Build(findings, settings);

    private static RunSettings Command(params string[] arguments) => RunSettingsReader.Read(["python", "train.py", .. arguments], "/job", null);

    private static RunSettings AiToolkitRun() => RunSettingsReader.Read(["python", "run.py", "config.yaml"], "/job", new JsonObject
    {
        ["configuration"] = new JsonArray(new JsonObject { ["path"] = "/job/config.yaml", ["parsed"] = ConfigurationParser.Parse(AiToolkit, isJson: false).Root }),
    });
}
