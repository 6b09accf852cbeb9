using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>One line of a dialect's table: a name by which a setting goes.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Pattern">
/// The way to the key: <c>config.process[].datasets[].num_workers</c>, where <c>[]</c> is every item of a list; with
/// <c>**.</c> in front at any depth.
/// </param>
/// <param name="Form">How values are worded.</param>
/// <param name="IsKnown">True when every program of the dialect takes it: it may be written where it is missing.</param>
/// <param name="Default">What holds when it is not written, in the framework's words; null when that is not known, or nothing.</param>
internal sealed record SettingKey(TrainingSetting Setting, string Pattern, ValueForm Form, bool IsKnown, JsonNode? Default)
{
    private readonly string[] _name = Pattern.StartsWith("**.", StringComparison.Ordinal) ? Pattern[3..].Split('.') : Pattern.Split('.');

    /// <summary>A key that every program of the dialect takes.</summary>
    public static SettingKey Known(TrainingSetting setting, string pattern, JsonNode? unwritten, ValueForm? form = null) =>
        new(setting, pattern, form ?? FormOf(setting), IsKnown: true, unwritten);

    /// <summary>A key that some programs take, and counts only where it is written.</summary>
    public static SettingKey Seen(TrainingSetting setting, string pattern, ValueForm? form = null) =>
        new(setting, pattern, form ?? FormOf(setting), IsKnown: false, null);

    /// <summary>Whether an option of this name is meant: dots part it as they part the pattern.</summary>
    public bool MatchesOption(string name)
    {
        string[] parts = name.Split('.');
        return Pattern.StartsWith("**.", StringComparison.Ordinal)
            ? parts.Length >= _name.Length && parts.AsSpan(parts.Length - _name.Length).SequenceEqual(_name)
            : parts.AsSpan().SequenceEqual(_name);
    }

    /// <summary>How most frameworks word a setting's values.</summary>
    private static ValueForm FormOf(TrainingSetting setting) => setting switch
    {
        TrainingSetting.PersistentWorkers or TrainingSetting.PinMemory or TrainingSetting.GradientCheckpointing or TrainingSetting.Quantize
            or TrainingSetting.UseEma or TrainingSetting.Offload or TrainingSetting.LowVram or TrainingSetting.CacheLatents or TrainingSetting.Compile => ValueForm.Switch,
        TrainingSetting.QuantizationType or TrainingSetting.Optimizer or TrainingSetting.OutputFolder or TrainingSetting.DataPath
            or TrainingSetting.ResumeFrom or TrainingSetting.AllocatorOptions => ValueForm.Text,
        TrainingSetting.Precision => ValueForm.Precision,
        TrainingSetting.Resolution => ValueForm.LargestNumber,
        _ => ValueForm.Number,
    };
}
