using System.Globalization;

namespace Vigil.Logs.Progress;

/// <summary>What kind of line told of progress.</summary>
internal enum ProgressKind
{
    /// <summary>No progress.</summary>
    None,

    /// <summary>A bar that is redrawn as its count grows.</summary>
    Bar,

    /// <summary>A line that counts a step and names numbers.</summary>
    Line,

    /// <summary>A line that tells of an epoch and counts no step.</summary>
    EpochLine,

    /// <summary>Named numbers without a count: they belong to the latest step.</summary>
    Values,

    /// <summary>The heading of an epoch.</summary>
    EpochHeader,

    /// <summary>The step that training starts at, which is still to be done.</summary>
    Start,

    /// <summary>Named numbers of an evaluation.</summary>
    Evaluation,

    /// <summary>The numbers at the end of a training, over all of it.</summary>
    Summary,
}

/// <summary>
/// What one line told of progress. One instance is filled again and again, so that reading allocates only for new names.
/// </summary>
internal sealed class ParsedProgress
{
    /// <summary>The most named numbers kept of one line.</summary>
    public const int MaxOthers = 48;

    private const int MaxNameLength = 64;
    private const int MaxNames = 1024;
    private const double LargestStep = 1e15;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public ProgressKind Kind { get; set; }

    /// <summary>The count; null where none is printed.</summary>
    public long? Step { get; private set; }

    /// <summary>Which count it is.</summary>
    public ProgressField StepField { get; private set; }

    /// <summary>What the count runs to.</summary>
    public long? Total { get; private set; }

    public double? Epoch { get; private set; }

    public long? EpochTotal { get; private set; }

    public double? Loss { get; set; }

    public double? GeneratorLoss { get; private set; }

    public double? DiscriminatorLoss { get; private set; }

    public double? LearningRate { get; private set; }

    public double? GradientNorm { get; private set; }

    public int? BatchSize { get; private set; }

    public double? SamplesPerSecond { get; private set; }

    public double? TokensPerSecond { get; private set; }

    public double? StepSeconds { get; private set; }

    public double? BatchSeconds { get; private set; }

    public double? DataSeconds { get; private set; }

    /// <summary>Seconds per count as a bar averages them; null where it does not say yet.</summary>
    public double? BarSecondsPerCount { get; set; }

    /// <summary>What a bar says of itself, with the values it names; a name kept for all bars alike.</summary>
    public string Description { get; private set; } = "";

    /// <summary>A word of the line says that something else than training is counted.</summary>
    public bool IsOtherWork { get; set; }

    /// <summary>The line says that samples or previews are being made.</summary>
    public bool IsSampling { get; set; }

    /// <summary>The bar counts epochs.</summary>
    public bool CountsEpochs { get; set; }

    /// <summary>The epoch number that this kind of line prints starts at 0.</summary>
    public bool EpochFromZero { get; set; }

    public List<KeyValuePair<string, double>> Others { get; } = [];

    /// <summary>At least one number of training was named (not of evaluation).</summary>
    public bool HasTrainingNumber { get; private set; }

    /// <summary>A name with a word of evaluation was seen.</summary>
    public bool HasEvaluationNumber { get; private set; }

    public void Clear()
    {
        Kind = ProgressKind.None;
        Step = Total = EpochTotal = null;
        StepField = ProgressField.None;
        Epoch = Loss = GeneratorLoss = DiscriminatorLoss = LearningRate = GradientNorm = null;
        SamplesPerSecond = TokensPerSecond = StepSeconds = BatchSeconds = DataSeconds = BarSecondsPerCount = null;
        BatchSize = null;
        Description = "";
        IsOtherWork = IsSampling = CountsEpochs = EpochFromZero = HasTrainingNumber = HasEvaluationNumber = false;
        Others.Clear();
    }

    /// <summary>Notes a count, unless one that says more is known.</summary>
    public void SetStep(ProgressField field, double step, long? total)
    {
        if (!(step >= 0 && step <= LargestStep) || step != Math.Floor(step))
        {
            return;
        }

        if (Step is null || Rank(field) > Rank(StepField))
        {
            Step = (long)step;
            StepField = field;
            Total = total;
        }
    }

    public void SetEpoch(double epoch, long? total)
    {
        if (Epoch is null && epoch >= 0 && epoch <= 1e9)
        {
            Epoch = epoch;
            EpochTotal = total;
        }
    }

    /// <summary>Notes a named number. The first of a name counts.</summary>
    public void Set(ProgressField field, ReadOnlySpan<char> name, double value, bool isEvaluation)
    {
        switch (field)
        {
            case ProgressField.Step or ProgressField.GlobalStep or ProgressField.Batch:
                SetStep(field, value, null);
                return;
            case ProgressField.Epoch:
                SetEpoch(value, null);
                return;
            case ProgressField.Ignored:
                return;
            case ProgressField.Loss:
                Loss ??= value;
                break;
            case ProgressField.GeneratorLoss:
                GeneratorLoss ??= value;
                break;
            case ProgressField.DiscriminatorLoss:
                DiscriminatorLoss ??= value;
                break;
            case ProgressField.LearningRate:
                LearningRate ??= value;
                break;
            case ProgressField.GradientNorm:
                GradientNorm ??= value;
                break;
            case ProgressField.BatchSize:
                BatchSize ??= value is >= 1 and <= int.MaxValue && value == Math.Floor(value) ? (int)value : null;
                break;
            case ProgressField.SamplesPerSecond:
                SamplesPerSecond ??= NotNegative(value);
                break;
            case ProgressField.TokensPerSecond:
                TokensPerSecond ??= NotNegative(value);
                break;
            case ProgressField.StepSeconds:
                StepSeconds ??= NotNegative(value);
                break;
            case ProgressField.StepMilliseconds:
                StepSeconds ??= NotNegative(value / 1000);
                break;
            case ProgressField.BatchSeconds:
                BatchSeconds ??= NotNegative(value);
                break;
            case ProgressField.DataSeconds:
                DataSeconds ??= NotNegative(value);
                break;
            default:
                AddOther(name, value);
                HasEvaluationNumber |= isEvaluation;
                HasTrainingNumber |= !isEvaluation && IsTrainingWord(name);
                return;
        }

        HasTrainingNumber = true;
    }

    /// <summary>Notes what a bar says of itself.</summary>
    public void Describe(ReadOnlySpan<char> text) =>
        Description = Name(text.Length > MaxNameLength ? text[..MaxNameLength] : text) ?? "";

    /// <summary>Parses a number as a program prints it. False for anything else.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        ReadOnlySpan<char> word = text.TrimStart("+-");
        if (word.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return false;
    }

    private static double? NotNegative(double value) => value >= 0 && double.IsFinite(value) ? value : null;

    private static int Rank(ProgressField field) => field switch
    {
        ProgressField.GlobalStep => 3,
        ProgressField.Step => 2,
        ProgressField.Batch => 1,
        _ => 0,
    };

    private static bool IsTrainingWord(ReadOnlySpan<char> name) =>
        name.Contains("loss", StringComparison.OrdinalIgnoreCase)
        || name.Contains("acc", StringComparison.OrdinalIgnoreCase)
        || name.Contains("ppl", StringComparison.OrdinalIgnoreCase)
        || name.Contains("reward", StringComparison.OrdinalIgnoreCase);

    private void AddOther(ReadOnlySpan<char> name, double value)
    {
        if (Others.Count >= MaxOthers || name.IsEmpty || name.Length > MaxNameLength)
        {
            return;
        }

        if (Name(name) is { } known)
        {
            foreach (KeyValuePair<string, double> other in Others)
            {
                if (ReferenceEquals(other.Key, known))
                {
                    return;
                }
            }

            Others.Add(new(known, value));
        }
    }

    /// <summary>The text as a string, made once for each; null when there are too many different ones.</summary>
    private string? Name(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out string? known))
        {
            return known;
        }

        if (_names.Count >= MaxNames)
        {
            return null;
        }

        known = text.ToString();
        _names.Add(known, known);
        return known;
    }
}
