using static Vigil.Configuration.Dialects.SettingKey;
using static Vigil.Configuration.Dialects.TrainingSetting;

namespace Vigil.Configuration.Dialects.Tables;

/// <summary>
/// Hydra's overrides, <c>key=value</c> among the arguments. Which groups a program has is its own affair: names are those of
/// <see cref="PlainTable"/>, and of Lightning's trainer, which many such programs drive.
/// </summary>
internal static class HydraTable
{
    public static Dialect Dialect { get; } = new()
    {
        Name = "hydra",
        OwnsFile = _ => false,
        OwnsCommand = command => command.IsPython && command.Options.Any(option => !option.IsEnvironment && option.IsAssignment && !option.Spelling.StartsWith('-')),
        Keys =
        [
            Seen(Precision, "trainer.precision", ValueForm.LightningPrecision),
            Seen(GradientAccumulation, "trainer.accumulate_grad_batches"),
            Seen(GradientClipping, "trainer.gradient_clip_val"),
            Seen(MaxSteps, "trainer.max_steps"),
        ],
    };
}
