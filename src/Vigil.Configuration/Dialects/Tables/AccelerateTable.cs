using static Vigil.Configuration.Dialects.SettingKey;
using static Vigil.Configuration.Dialects.TrainingSetting;

namespace Vigil.Configuration.Dialects.Tables;

/// <summary>The launcher's own file, <c>accelerate launch --config_file FILE</c>.</summary>
internal static class AccelerateTable
{
    public static Dialect Dialect { get; } = new()
    {
        Name = "accelerate",
        OwnsFile = root => root.ContainsKey("compute_environment") || root.ContainsKey("distributed_type"),
        OwnsCommand = _ => false,
        Keys =
        [
            Known(Precision, "mixed_precision", "no", ValueForm.MixedPrecision),
            Seen(GradientAccumulation, "gradient_accumulation_steps"),
            Seen(GradientAccumulation, "deepspeed_config.gradient_accumulation_steps"),
            Seen(GradientClipping, "deepspeed_config.gradient_clipping"),
            Seen(Offload, "deepspeed_config.offload_optimizer_device", ValueForm.OffloadDevice),
            Seen(Offload, "deepspeed_config.offload_param_device", ValueForm.OffloadDevice),
            Seen(Offload, "fsdp_config.fsdp_offload_params"),
            Seen(GradientCheckpointing, "fsdp_config.fsdp_activation_checkpointing"),
        ],
    };
}
