using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Finds the loss on data that were not trained on, among the numbers with names of their own.</summary>
internal static class ValidationLosses
{
    private static readonly string[] s_words = ["val", "valid", "validation", "eval", "evaluation", "dev", "test"];

    /// <summary>The validation loss told most often, with its name; null when there is none.</summary>
    public static (string Name, StepColumn Column)? Find(RunEvidence evidence)
    {
        (string Name, StepColumn Column)? found = null;
        foreach ((string name, StepColumn column) in evidence.StepSeries.Others)
        {
            if (IsValidationLoss(name) && (found is not { } best || column.Count > best.Column.Count || (column.Count == best.Column.Count && string.CompareOrdinal(name, best.Name) < 0)))
            {
                found = (name, column);
            }
        }

        return found is { } pair ? (pair.Name, pair.Column.Finite().Changes()) : null;
    }

    /// <summary>True for names such as <c>val_loss</c>, <c>eval/loss</c>, <c>Validation Loss</c>.</summary>
    public static bool IsValidationLoss(string name)
    {
        bool loss = false;
        bool validation = false;
        foreach (Range part in name.AsSpan().SplitAny('_', '/', '-', ' ', '.', ':'))
        {
            ReadOnlySpan<char> word = name.AsSpan(part);
            loss |= word.Equals("loss", StringComparison.OrdinalIgnoreCase) || word.Equals("nll", StringComparison.OrdinalIgnoreCase);
            foreach (string one in s_words)
            {
                validation |= word.Equals(one, StringComparison.OrdinalIgnoreCase);
            }
        }

        return loss && validation;
    }
}
