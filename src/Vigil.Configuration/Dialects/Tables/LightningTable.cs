using System.Text.Json.Nodes;
using static Vigil.Configuration.Dialects.SettingKey;
using static Vigil.Configuration.Dialects.TrainingSetting;

namespace Vigil.Configuration.Dialects.Tables;

/// <summary>
/// Lightning's command line: YAML with a section <c>trainer</c> beside <c>model</c> or <c>data</c>, or the same keys as options.
/// What a data module or model takes is its author's business: those keys count only where they are written.
/// </summary>
internal static class LightningTable
{
    public static Dialect Dialect { get; } = new()
    {
        Name = "lightning",
        OwnsFile = root => root["trainer"] is JsonObject && (root["model"] is JsonObject or JsonValue || root["data"] is JsonObject or JsonValue),
        OwnsCommand = command => command.Options.Any(option => option.Spelling.StartsWith("--trainer.", StringComparison.Ordinal)),
        OptionPrefix = "--",
        Keys =
        [
            Known(Precision, "trainer.precision", "32-true", ValueForm.LightningPrecision),
            Known(GradientAccumulation, "trainer.accumulate_grad_batches", 1),
            Known(GradientClipping, "trainer.gradient_clip_val", null),
            Known(MaxSteps, "trainer.max_steps", -1),
            Known(LogEvery, "trainer.log_every_n_steps", 50),
            Seen(OutputFolder, "trainer.default_root_dir"),
            Seen(ResumeFrom, "ckpt_path"),
            Seen(NumWorkers, "data.num_workers"),
            Seen(NumWorkers, "data.init_args.num_workers"),
            Seen(BatchSize, "data.batch_size"),
            Seen(BatchSize, "data.init_args.batch_size"),
            Seen(PrefetchFactor, "data.prefetch_factor"),
            Seen(PrefetchFactor, "data.init_args.prefetch_factor"),
            Seen(PersistentWorkers, "data.persistent_workers"),
            Seen(PersistentWorkers, "data.init_args.persistent_workers"),
            Seen(PinMemory, "data.pin_memory"),
            Seen(PinMemory, "data.init_args.pin_memory"),
            Seen(Resolution, "data.image_size"),
            Seen(Resolution, "data.init_args.image_size"),
            Seen(SequenceLength, "data.max_seq_length"),
            Seen(SequenceLength, "data.init_args.max_seq_length"),
            Seen(DataPath, "data.data_dir"),
            Seen(DataPath, "data.init_args.data_dir"),
            Seen(LearningRate, "model.learning_rate"),
            Seen(LearningRate, "model.init_args.learning_rate"),
            Seen(LearningRate, "model.lr"),
            Seen(LearningRate, "model.init_args.lr"),
            Seen(LearningRate, "optimizer.lr"),
            Seen(LearningRate, "optimizer.init_args.lr"),
        ],
    };
}
