using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Recommendations;

/// <summary>A remedy held against the settings of the run, on its way to become a recommendation.</summary>
internal sealed class Proposal
{
    private static readonly string[] s_lowering = ["reduce", "lower", "decrease", "shorten", "divide", "fewer", "less", "stop"];
    private static readonly string[] s_raising = ["increase", "raise", "add", "load", "fetch", "more", "use"];

    private Proposal(Finding finding, Remedy remedy, RunSettings settings)
    {
        Finding = finding;
        Remedy = remedy;
        Weight = finding.Confidence * Magnitude(remedy.Effect);
        if (remedy.Value is null || remedy.Setting is not { } setting || settings.Find(setting) is not { } inForce)
        {
            return;
        }

        InForce = inForce;
        Direction = Compare(inForce, remedy.Value);
        Occurrences = [.. Together(settings, inForce).Where(NeedsChange)];
    }

    public Finding Finding { get; }

    public Remedy Remedy { get; }

    /// <summary>The setting as the run has it; null when it is no setting or the run says nothing of it.</summary>
    public SettingOccurrence? InForce { get; }

    /// <summary>Where the value is to be changed: the same key of every data set.</summary>
    public IReadOnlyList<SettingOccurrence> Occurrences { get; } = [];

    /// <summary>+1 for more or yes, -1 for less or no, 0 for the same or what cannot be compared.</summary>
    public int Direction { get; }

    /// <summary>True when the run has the value already, or one beyond it.</summary>
    public bool IsDone => InForce is not null && Occurrences.Count == 0;

    /// <summary>What tells equal remedies: setting and value, or the words.</summary>
    public string Key => Remedy.Setting is { } setting ? $"{setting} {Text(Remedy.Value)}" : $"{Remedy.Title} {Remedy.Action}";

    /// <summary>Weight among those of one severity: how sure, times how much.</summary>
    public double Weight { get; private set; }

    /// <summary>All remedies of a finding, none with less weight than those that its rule names after it: the rule knows which is best.</summary>
    public static IReadOnlyList<Proposal> All(Finding finding, RunSettings settings)
    {
        Proposal[] proposals = [.. finding.Remedies.Select(remedy => new Proposal(finding, remedy, settings))];
        for (int i = proposals.Length - 2; i >= 0; i--)
        {
            proposals[i].Weight = Math.Max(proposals[i].Weight, proposals[i + 1].Weight);
        }

        return proposals;
    }

    /// <summary>The value as text, for comparison and for people.</summary>
    public static string Text(JsonNode? value) => value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>()
        : Number(value) is { } number ? number.ToString("R", CultureInfo.InvariantCulture)
        : value?.ToJsonString() ?? "nothing";

    /// <summary>Several data sets have a setting each; of a command line and a file only the one in force is touched.</summary>
    private static IEnumerable<SettingOccurrence> Together(RunSettings settings, SettingOccurrence inForce) => settings.All(inForce.Setting)
        .Where(other => other.Place.File == inForce.Place.File && WithoutNumbers(other.Place.Path) == WithoutNumbers(inForce.Place.Path));

    private static string WithoutNumbers(string path) => string.Concat(path.Where(character => !char.IsAsciiDigit(character)));

    private bool NeedsChange(SettingOccurrence occurrence)
    {
        int direction = Compare(occurrence, Remedy.Value);
        if (Number(Remedy.Value) is null || occurrence.Number is null)
        {
            return Text(occurrence.Value) != Text(Remedy.Value);
        }

        // A value beyond the one asked for does what is asked for, and more.
        int intent = Intent(occurrence);
        return direction != 0 && (intent == 0 || direction == intent);
    }

    /// <summary>Which way the rule means to go: told by the setting, else by the effect, else by the words; else the way that the first occurrence goes.</summary>
    private int Intent(SettingOccurrence occurrence)
    {
        switch (occurrence.Setting)
        {
            // 0 stands for no bound at all; otherwise a lower one is the stricter.
            case TrainingSetting.GradientClipping:
                return occurrence.Number > 0 ? -1 : 1;
            case TrainingSetting.WarmupSteps:
                return 1;
        }

        if (Remedy is { Setting: { } setting, Effect: { Expected: < 0, Quantity: "memory" or "gpu_memory" } effect })
        {
            (int main, int device) = MemoryCost.Of(setting, 1);
            int cost = effect.Quantity == "memory" ? main : device;
            if (cost != 0)
            {
                return -cost;
            }
        }

        string[] words = Remedy.Title.Split(' ');
        return words.Intersect(s_lowering, StringComparer.OrdinalIgnoreCase).Any() ? -1
            : words.Intersect(s_raising, StringComparer.OrdinalIgnoreCase).Any() ? 1
            : Direction;
    }

    private static int Compare(SettingOccurrence occurrence, JsonNode? wanted)
    {
        if (Number(wanted) is { } number)
        {
            return occurrence.Number is { } now ? number.CompareTo(now) : 0;
        }

        return wanted?.GetValueKind() switch
        {
            JsonValueKind.True => occurrence.Flag == true ? 0 : 1,
            JsonValueKind.False => occurrence.Flag == false ? 0 : -1,
            _ => 0,
        };
    }

    private static double? Number(JsonNode? value) => value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number
        ? double.Parse(scalar.ToJsonString(), CultureInfo.InvariantCulture) : null;

    /// <summary>
    /// Quantities in one scale from 0 to 1, so that unlike effects have an order: shares as they are, bytes against 4 GiB,
    /// seconds against one. Half of what is between the bounds counts where the expected value lies.
    /// </summary>
    private static double Magnitude(Effect? effect)
    {
        const double Unknown = 0.1;
        if (effect is null || !double.IsFinite(effect.Expected))
        {
            return Unknown;
        }

        double size = Math.Abs(effect.Expected);
        return effect.Unit switch
        {
            "%" => Math.Min(1, size / 100),
            "By" => size / (size + (4.0 * (1L << 30))),
            "s" => size / (size + 1),
            _ => Unknown,
        };
    }
}
