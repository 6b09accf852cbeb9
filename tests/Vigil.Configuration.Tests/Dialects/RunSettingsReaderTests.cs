using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Tests.Dialects;

public class RunSettingsReaderTests
{
    private const string AiToolkit = """
        job: extension
        config:
          name: my_lora
          process:
            - type: sd_trainer
              train:
                batch_size: 4
                dtype: bf16
              model:
                quantize: true
              datasets:
                - folder_path: /data/a
                  num_workers: 4
                  resolution: [512, 768, 1024]
                - folder_path: /data/b
        """;

    private const string Lightning = """
        trainer:
          precision: 16-mixed
          max_epochs: 3
        model:
          class_path: my.Model
        data:
          class_path: my.Data
          init_args:
            num_workers: 8
            batch_size: 32
        """;

    [Fact]
    public void Ai_toolkit_keys_are_found_in_every_data_set_and_missing_ones_have_their_default()
    {
        RunSettings settings = File(AiToolkit, "run.py", "config.yaml");

        settings.Dialect.ShouldBe("ai-toolkit");
        settings.All(TrainingSetting.NumWorkers).Select(Describe).ShouldBe(
        [
            "/job/config.yaml config.process[0].datasets[0].num_workers = 4",
            "/job/config.yaml config.process[0].datasets[1].num_workers = 2 (default)",
        ]);
        Of(settings, TrainingSetting.BatchSize).ShouldBe("/job/config.yaml config.process[0].train.batch_size = 4");
        Of(settings, TrainingSetting.GradientCheckpointing).ShouldBe("/job/config.yaml config.process[0].train.gradient_checkpointing = true (default)");
        Of(settings, TrainingSetting.UseEma).ShouldBe("/job/config.yaml config.process[0].train.ema_config.use_ema = false (default)");
        Of(settings, TrainingSetting.EmaDecay).ShouldBe("/job/config.yaml config.process[0].train.ema_config.ema_decay = 0.999 (default)");
        Of(settings, TrainingSetting.QuantizationType).ShouldBe("/job/config.yaml config.process[0].model.qtype = \"qfloat8\" (default)");
        Of(settings, TrainingSetting.Precision).ShouldBe("/job/config.yaml config.process[0].train.dtype = \"bf16\"");
        Of(settings, TrainingSetting.CacheLatents).ShouldBe("/job/config.yaml config.process[0].datasets[0].cache_latents_to_disk = false (default)");
        settings.Find(TrainingSetting.Resolution)!.Number.ShouldBe(1024);
    }

    [Fact]
    public void Hugging_face_options_are_found_on_the_command_line_and_so_is_the_place_of_missing_ones()
    {
        RunSettings settings = Command("torchrun", "--nproc_per_node", "2", "train.py", "--per_device_train_batch_size", "16", "--fp16", "--output_dir=out");

        settings.Dialect.ShouldBe("hugging-face");
        Of(settings, TrainingSetting.BatchSize).ShouldBe("--per_device_train_batch_size = 16");
        settings.All(TrainingSetting.Precision).Select(Describe).ShouldBe(["--fp16 = \"fp16\""]);
        Of(settings, TrainingSetting.OutputFolder).ShouldBe("--output_dir = \"out\"");
        Of(settings, TrainingSetting.NumWorkers).ShouldBe("--dataloader_num_workers = 0 (default)");
        Of(settings, TrainingSetting.GradientCheckpointing).ShouldBe("--gradient_checkpointing = false (default)");
        Of(settings, TrainingSetting.CpuThreads).ShouldBe("$OMP_NUM_THREADS = 1 (default)");
    }

    [Fact]
    public void An_argument_file_is_where_missing_hugging_face_arguments_are_written()
    {
        RunSettings settings = File("""{"per_device_train_batch_size": 2, "bf16": false, "fp16": true, "output_dir": "o"}""", "train.py", "args.json");

        settings.Dialect.ShouldBe("hugging-face");
        Of(settings, TrainingSetting.BatchSize).ShouldBe("/job/args.json per_device_train_batch_size = 2");
        Of(settings, TrainingSetting.Precision).ShouldBe("/job/args.json fp16 = \"fp16\"");
        Of(settings, TrainingSetting.SaveTotalLimit).ShouldBe("/job/args.json save_total_limit = nothing (default)");
    }

    [Fact]
    public void Lightning_speaks_the_same_words_in_its_file_and_as_options_and_options_hold()
    {
        RunSettings settings = File(Lightning, "train.py", "fit", "--config", "config.yaml", "--trainer.precision", "bf16-mixed", "--data.init_args.num_workers=2");

        settings.Dialect.ShouldBe("lightning");
        Of(settings, TrainingSetting.Precision).ShouldBe("--trainer.precision = \"bf16\"");
        settings.All(TrainingSetting.Precision).Select(occurrence => occurrence.Written!.ToString()).ShouldBe(["bf16-mixed", "16-mixed"]);
        Of(settings, TrainingSetting.NumWorkers).ShouldBe("--data.init_args.num_workers = 2");
        Of(settings, TrainingSetting.BatchSize).ShouldBe("/job/config.yaml data.init_args.batch_size = 32");
        Of(settings, TrainingSetting.GradientAccumulation).ShouldBe("/job/config.yaml trainer.accumulate_grad_batches = 1 (default)");
        settings.Find(TrainingSetting.PinMemory).ShouldBeNull();
    }

    [Fact]
    public void Lightning_without_a_file_takes_missing_settings_as_options()
    {
        RunSettings settings = Command("python", "main.py", "fit", "--trainer.max_epochs", "3");

        settings.Dialect.ShouldBe("lightning");
        Of(settings, TrainingSetting.Precision).ShouldBe("--trainer.precision = \"fp32\" (default)");
    }

    [Fact]
    public void Hydra_overrides_are_found_whatever_stands_in_front()
    {
        RunSettings settings = Command("python", "src/train.py", "trainer.precision=16-mixed", "+data.num_workers=4", "++data.batch_size=8", "experiment=big");

        settings.Dialect.ShouldBe("hydra");
        Of(settings, TrainingSetting.NumWorkers).ShouldBe("+data.num_workers = 4");
        Of(settings, TrainingSetting.BatchSize).ShouldBe("++data.batch_size = 8");
        Of(settings, TrainingSetting.Precision).ShouldBe("trainer.precision = \"fp16\"");
    }

    [Theory]
    [InlineData("--num-workers = 4", "--num-workers", "4")]
    [InlineData("--num_workers = 4", "--num_workers=4")]
    [InlineData("-j = 8", "-j", "8")]
    [InlineData("-j = 8", "-j8")]
    [InlineData("--workers = 2", "--workers", "2", "data")]
    public void Plain_options_are_found_in_every_spelling(string expected, params string[] arguments)
    {
        RunSettings settings = Command(["python3", "-u", "train.py", .. arguments]);

        settings.Dialect.ShouldBe("argparse");
        Of(settings, TrainingSetting.NumWorkers).ShouldBe(expected);
    }

    [Fact]
    public void Of_equal_options_the_last_holds() =>
        Command("python", "train.py", "--batch-size", "8", "--batch-size", "16").All(TrainingSetting.BatchSize).Select(Describe)
            .ShouldBe(["--batch-size = 16"]);

    [Fact]
    public void Flags_say_yes_and_flags_with_no_in_front_say_no()
    {
        RunSettings settings = Command("python", "train.py", "--gradient-checkpointing", "data/", "--no-pin-memory", "--bf16");

        Of(settings, TrainingSetting.GradientCheckpointing).ShouldBe("--gradient-checkpointing = true");
        Of(settings, TrainingSetting.PinMemory).ShouldBe("--no-pin-memory = false");
        Of(settings, TrainingSetting.Precision).ShouldBe("--bf16 = \"bf16\"");
    }

    [Fact]
    public void A_file_of_no_known_framework_is_searched_at_every_depth()
    {
        RunSettings settings = File("data:\n  loader: {num_workers: 6}\ntraining:\n  optimizer: {lr: 0.1}\n  precision: bf16\n  workers: [a, b]\n", "train.py", "--config", "c.yaml");

        Of(settings, TrainingSetting.NumWorkers).ShouldBe("/job/c.yaml data.loader.num_workers = 6");
        Of(settings, TrainingSetting.LearningRate).ShouldBe("/job/c.yaml training.optimizer.lr = 0.1");
        Of(settings, TrainingSetting.Precision).ShouldBe("/job/c.yaml training.precision = \"bf16\"");
        settings.Find(TrainingSetting.Optimizer).ShouldBeNull();
        settings.All(TrainingSetting.NumWorkers).Count().ShouldBe(1);
    }

    [Fact]
    public void Deepspeed_and_accelerate_files_are_read_beside_hugging_face_options()
    {
        RunSettings settings = RunSettingsReader.Read(
            ["accelerate", "launch", "--config_file", "acc.yaml", "train.py", "--deepspeed", "ds.json", "--per_device_train_batch_size", "4"],
            "/job",
            Snapshot(("acc.yaml", "compute_environment: LOCAL_MACHINE\nmixed_precision: bf16\n"), ("ds.json", """{"train_micro_batch_size_per_gpu": "auto", "zero_optimization": {"offload_optimizer": {"device": "cpu"}}}""")));

        settings.Dialect.ShouldBe("hugging-face");
        Of(settings, TrainingSetting.BatchSize).ShouldBe("--per_device_train_batch_size = 4");
        Of(settings, TrainingSetting.Precision).ShouldBe("/job/acc.yaml mixed_precision = \"bf16\"");
        Of(settings, TrainingSetting.Offload).ShouldBe("/job/ds.json zero_optimization.offload_optimizer.device = true");
    }

    [Fact]
    public void A_value_that_is_merged_in_stands_under_the_key_that_it_holds_for()
    {
        RunSettings settings = File("base: &base\n  num_workers: 4\ntrain:\n  <<: *base\n", "train.py", "c.yaml");

        settings.All(TrainingSetting.NumWorkers).Select(Describe).ShouldBe(["/job/c.yaml base.num_workers = 4", "/job/c.yaml train.num_workers = 4"]);
    }

    [Fact]
    public void The_environment_is_found_in_the_snapshot_and_in_front_of_the_program()
    {
        JsonObject snapshot = Snapshot();
        snapshot["environment"] = new JsonObject { ["OMP_NUM_THREADS"] = "16", ["PYTORCH_CUDA_ALLOC_CONF"] = "expandable_segments:True" };

        RunSettings recorded = RunSettingsReader.Read(["python", "train.py"], "/job", snapshot);
        RunSettings inFront = RunSettingsReader.Read(["env", "OMP_NUM_THREADS=4", "python", "train.py"], "/job", snapshot);

        Of(recorded, TrainingSetting.CpuThreads).ShouldBe("$OMP_NUM_THREADS = 16");
        Of(recorded, TrainingSetting.AllocatorOptions).ShouldBe("$PYTORCH_CUDA_ALLOC_CONF = \"expandable_segments:True\"");
        Of(inFront, TrainingSetting.CpuThreads).ShouldBe("$OMP_NUM_THREADS = 4");
    }

    [Theory]
    [InlineData("./a.out")]
    [InlineData("python", "train.py")]
    [InlineData("make", "all")]
    public void A_command_without_settings_has_none(params string[] command)
    {
        RunSettings settings = RunSettingsReader.Read(command, "/job", null);

        settings.Dialect.ShouldBeNull();
        settings.Occurrences.ShouldAllBe(occurrence => occurrence.Place.IsEnvironment && !occurrence.IsWritten);
    }

    [Fact]
    public void Strange_snapshots_are_no_fault()
    {
        RunSettingsReader.Read([], "/job", null).Occurrences.ShouldBeEmpty();
        RunSettingsReader.Read(["--", "-", "=", "--=", "-="], "/job", JsonNode.Parse("""{"configuration": [1, {}, {"path": 3}, {"path": "/a.yaml", "parsed": [1]}, {"path": "/b.yaml", "error": "x"}], "environment": 3, "host": []}""")!.AsObject()).Occurrences.ShouldBeEmpty();
    }

    [Fact]
    public void Thousands_of_data_sets_are_all_found()
    {
        string text = "config:\n  process:\n    - datasets:\n" + string.Concat(Enumerable.Range(0, 4000).Select(i => $"        - folder_path: d{i}\n          num_workers: {i}\n"));

        RunSettings settings = File(text, "run.py", "config.yaml");

        settings.All(TrainingSetting.NumWorkers).Select(occurrence => occurrence.Number).ShouldBe(Enumerable.Range(0, 4000).Select(i => (double?)i));
        settings.All(TrainingSetting.PrefetchFactor).Count().ShouldBe(4000);
    }

    [Theory]
    [InlineData("--fp16", "bf16", "--bf16=true --fp16=false")]
    [InlineData("--fp16", "fp32", "--fp16=false")]
    [InlineData("--bf16", "bf16", "--bf16=true")]
    public void Switches_of_precision_go_off_where_another_goes_on(string written, string wanted, string expected)
    {
        RunSettings settings = Command("python", "t.py", "--per_device_train_batch_size", "1", written);

        string.Join(' ', settings.Find(TrainingSetting.Precision)!.ChangesTo(wanted).Select(change => $"{change.Place.Path}={change.Value!.ToJsonString()}")).ShouldBe(expected);
    }

    [Fact]
    public void Changes_are_worded_as_the_framework_wants_them()
    {
        Change(File(Lightning, "t.py", "c.yaml"), TrainingSetting.Precision, "bf16").ShouldBe("trainer.precision = \"bf16-mixed\"");
        Change(Command("python", "t.py", "--per_device_train_batch_size", "1"), TrainingSetting.Precision, "bf16").ShouldBe("--bf16 = true");
        Change(Command("python", "t.py", "--no-pin-memory"), TrainingSetting.PinMemory, true).ShouldBe("--no-pin-memory = false");
        Change(File(AiToolkit, "run.py", "c.yaml"), TrainingSetting.Resolution, 768).ShouldBe("config.process[0].datasets[0].resolution = [512,768]");
        Change(File(AiToolkit, "run.py", "c.yaml"), TrainingSetting.Resolution, 640).ShouldBe("config.process[0].datasets[0].resolution = [512,640]");

        static string Change(RunSettings settings, TrainingSetting setting, JsonNode value)
        {
            SettingChange change = settings.Find(setting)!.ChangesTo(value).Single();
            return $"{change.Place.Path} = {change.Value!.ToJsonString()}";
        }
    }

    private static RunSettings Command(params string[] command) => RunSettingsReader.Read(command, "/job", new JsonObject());

    private static RunSettings File(string text, params string[] arguments) =>
        RunSettingsReader.Read(["python", .. arguments], "/job", Snapshot((arguments.Last(argument => argument.EndsWith("ml", StringComparison.Ordinal) || argument.EndsWith("json", StringComparison.Ordinal)), text)));

    private static JsonObject Snapshot(params (string Name, string Text)[] files) => new()
    {
        ["configuration"] = new JsonArray([.. files.Select(file => (JsonNode)new JsonObject
        {
            ["path"] = "/job/" + file.Name,
            ["text"] = file.Text,
            ["parsed"] = ConfigurationParser.Parse(file.Text, file.Name.EndsWith("json", StringComparison.Ordinal)).Root,
        })]),
    };

    private static string Of(RunSettings settings, TrainingSetting setting) => settings.Find(setting) is { } occurrence ? Describe(occurrence) : "none";

    private static string Describe(SettingOccurrence occurrence) =>
        (occurrence.Place.File is { } file ? file + " " : occurrence.Place.IsEnvironment ? "$" : "")
        + $"{occurrence.Place.Path} = {occurrence.Value?.ToJsonString() ?? "nothing"}{(occurrence.IsWritten ? "" : " (default)")}";
}
