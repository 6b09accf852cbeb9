namespace Vigil.Logs.Progress;

/// <summary>What a bar counts.</summary>
internal enum BarRole
{
    /// <summary>Something that is no training.</summary>
    Other,

    /// <summary>Epochs, around another bar.</summary>
    Epochs,

    /// <summary>Training steps.</summary>
    Training,
}

/// <summary>A bar that was seen, told apart by its words and its total.</summary>
internal sealed class SeenBar(string description, long? total)
{
    public string Description { get; } = description;

    public long? Total { get; set; } = total;

    public StepCounter Counter { get; } = new();

    public long Count { get; set; } = -1;

    /// <summary>How often its count rose.</summary>
    public int Advances { get; set; }

    /// <summary>How often it ended while the training bar stood still.</summary>
    public int EndsAlone { get; set; }

    public bool HasValues { get; set; }

    public bool WasTraining { get; set; }

    public BarRole? FixedRole { get; set; }

    public bool IsFinished => Total is { } total && Count >= total;
}

/// <summary>
/// Decides which bar is the training bar. Words decide first. Among bars without telling words: of two that are nested,
/// the inner counts steps (the outer had not moved when the inner began); one that begins while the training bar stands
/// in its middle is an evaluation.
/// </summary>
internal sealed class BarChooser
{
    private const int MaxBars = 32;

    private readonly List<SeenBar> _bars = [];
    private SeenBar? _latest;

    /// <summary>The training bar; null before there is one.</summary>
    public SeenBar? Training { get; private set; }

    /// <summary>Judges a bar that was printed.</summary>
    public BarRole Judge(ParsedProgress progress, out SeenBar? bar)
    {
        bar = null;
        if (progress.IsOtherWork)
        {
            return BarRole.Other;
        }

        if (progress.CountsEpochs)
        {
            return BarRole.Epochs;
        }

        bar = Find(progress);
        bool advanced = progress.Step > bar.Count;
        bar.Advances += advanced && bar.Count >= 0 ? 1 : 0;
        bar.Count = progress.Step ?? 0;
        bar.HasValues |= progress.HasTrainingNumber;
        _latest = bar;
        BarRole role = bar.FixedRole ?? Choose(bar, progress, advanced);
        if (role == BarRole.Training)
        {
            bar.WasTraining = true;
            foreach (SeenBar other in _bars)
            {
                other.EndsAlone = advanced ? 0 : other.EndsAlone;
            }
        }

        return role;
    }

    /// <summary>Evaluation results were printed: the bar before them was the evaluation's.</summary>
    public void NoteEvaluation()
    {
        if (_latest is { HasValues: false, Description: "" } bar && (bar != Training || bar.IsFinished || bar.Advances == 0))
        {
            bar.FixedRole = bar == Training && bar.IsFinished && bar.Advances > 0 && _bars.Count == 1 ? null : BarRole.Other;
            Training = bar.FixedRole == BarRole.Other && bar == Training ? null : Training;
        }
    }

    /// <summary>The training bar turned out to run around the steps that lines tell of.</summary>
    public void Demote()
    {
        if (Training is not null)
        {
            Training.FixedRole = BarRole.Epochs;
            Training = null;
        }
    }

    private BarRole Choose(SeenBar bar, ParsedProgress progress, bool advanced)
    {
        if (Training is null || Training == bar)
        {
            Training = bar;
            return BarRole.Training;
        }

        SeenBar old = Training;
        if (old.IsFinished)
        {
            if (old.HasValues && !progress.HasTrainingNumber && !bar.WasTraining)
            {
                return BarRole.Other;
            }

            if (bar.WasTraining && !old.HasValues)
            {
                // It came back after the other: training and evaluation take turns.
                old.FixedRole = BarRole.Other;
            }

            Training = bar;
            return BarRole.Training;
        }

        if (old.Advances == 0 && bar.Count <= 1)
        {
            old.FixedRole = BarRole.Epochs;
            Training = bar;
            return BarRole.Training;
        }

        bar.EndsAlone += advanced && bar.IsFinished ? 1 : 0;
        if ((progress.HasTrainingNumber && !old.HasValues) || bar.EndsAlone > 1)
        {
            Training = bar;
            return BarRole.Training;
        }

        return BarRole.Other;
    }

    private SeenBar Find(ParsedProgress progress)
    {
        foreach (SeenBar known in _bars)
        {
            if (known.Description == progress.Description && (known.Total == progress.Total || known.Description.Length > 0))
            {
                known.Total = progress.Total;
                return known;
            }
        }

        if (_bars.Count >= MaxBars)
        {
            _bars.RemoveAll(old => old != Training);
        }

        var bar = new SeenBar(progress.Description, progress.Total);
        _bars.Add(bar);
        return bar;
    }
}
