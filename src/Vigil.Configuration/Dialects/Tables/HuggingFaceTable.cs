using System.Text.Json.Nodes;
using static Vigil.Configuration.Dialects.SettingKey;
using static Vigil.Configuration.Dialects.TrainingSetting;

namespace Vigil.Configuration.Dialects.Tables;

/// <summary>Hugging Face's TrainingArguments, as options or in an argument file; also what builds on them (TRL, Axolotl, LLaMA-Factory).</summary>
internal static class HuggingFaceTable
{
    private static readonly string[] s_marks = ["per_device_train_batch_size", "per_device_eval_batch_size", "per_gpu_train_batch_size", "micro_batch_size", "dataloader_pin_memory", "gradient_checkpointing_kwargs"];

    public static Dialect Dialect { get; } = new()
    {
        Name = "hugging-face",
        OwnsFile = root => s_marks.Any(root.ContainsKey) || (root.ContainsKey("output_dir") && root.ContainsKey("model_name_or_path")),
        OwnsCommand = command => command.Options.Any(option => Array.IndexOf(s_marks, option.Name) >= 0 && option.Spelling.StartsWith("--", StringComparison.Ordinal))
            || (command.Options.Any(option => option.Spelling == "--model_name_or_path") && command.Options.Any(option => option.Spelling == "--output_dir")),
        OptionPrefix = "--",
        Keys =
        [
            Seen(BatchSize, "micro_batch_size"),
            Known(BatchSize, "per_device_train_batch_size", 8),
            Known(GradientAccumulation, "gradient_accumulation_steps", 1),
            Known(GradientCheckpointing, "gradient_checkpointing", false),
            Known(NumWorkers, "dataloader_num_workers", 0),
            Known(PrefetchFactor, "dataloader_prefetch_factor", null),
            Known(PersistentWorkers, "dataloader_persistent_workers", false),
            Known(PinMemory, "dataloader_pin_memory", true),
            Known(Precision, "bf16", false, ValueForm.PrecisionSwitch("bf16")),
            Seen(Precision, "fp16", ValueForm.PrecisionSwitch("fp16")),
            Known(LearningRate, "learning_rate", 5e-5),
            Known(WarmupSteps, "warmup_steps", 0),
            Known(GradientClipping, "max_grad_norm", 1.0),
            Known(Optimizer, "optim", "adamw_torch"),
            Known(Compile, "torch_compile", false),
            Known(SaveEvery, "save_steps", 500),
            Known(SaveTotalLimit, "save_total_limit", null),
            Known(LogEvery, "logging_steps", 500),
            Known(MaxSteps, "max_steps", -1),
            Known(ResumeFrom, "resume_from_checkpoint", null),
            Seen(OutputFolder, "output_dir"),
            Seen(SequenceLength, "max_seq_length"),
            Seen(SequenceLength, "max_length"),
            Seen(SequenceLength, "sequence_len"),
            Seen(SequenceLength, "cutoff_len"),
            Seen(SequenceLength, "model_max_length"),
            Seen(SequenceLength, "block_size"),
            Seen(Quantize, "load_in_8bit"),
            Seen(Quantize, "load_in_4bit"),
        ],
    };
}
