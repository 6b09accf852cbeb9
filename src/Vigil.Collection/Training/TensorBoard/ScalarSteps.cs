using System.Text;
using Vigil.Logs.Progress;
using Vigil.Core.Training;

namespace Vigil.Collection.Training.TensorBoard;

/// <summary>Puts the scalars of one event file together, one reading a step.</summary>
/// <param name="isEvaluation">The file stands in a folder of evaluation results: its names are kept, none is a training number.</param>
/// <param name="notBefore">Scalars written earlier belong to an earlier run; seconds since the Unix epoch.</param>
/// <param name="sink">Takes the readings.</param>
internal sealed class ScalarSteps(bool isEvaluation, double notBefore, ITrainingSink sink)
{
    private const int LongestTag = 256;

    private readonly ParsedProgress _values = new();
    private readonly char[] _tag = new char[LongestTag];
    private StepDraft? _current;
    private bool _wasTouched;

    /// <summary>Notes one scalar.</summary>
    public void Take(double wallTime, long step, ReadOnlySpan<byte> tag, double value)
    {
        if (wallTime < notBefore || !double.IsFinite(wallTime) || step < 0 || step > 1_000_000_000_000_000 || tag.Length > LongestTag)
        {
            return;
        }

        if (_current is null || _current.Step != step)
        {
            Flush();
            _current = new StepDraft(step, wallTime, StepSource.TensorBoard);
        }

        _wasTouched = true;
        ReadOnlySpan<char> name = _tag.AsSpan(0, Encoding.UTF8.GetChars(tag, _tag));
        _values.Clear();
        ProgressField field = isEvaluation ? ProgressField.None : Find(name, out _);
        if (field is not (ProgressField.Step or ProgressField.GlobalStep or ProgressField.Batch))
        {
            _values.Set(field, name, value, isEvaluation);
            _current.Merge(_values, _values.Epoch, null);
        }
    }

    /// <summary>Hands a step on that nothing was added to since the last call.</summary>
    public void Tick()
    {
        if (!_wasTouched)
        {
            Flush();
        }

        _wasTouched = false;
    }

    /// <summary>Hands on what is there.</summary>
    public void Flush()
    {
        if (_current is not null)
        {
            sink.Take(_current.Finish());
            _current = null;
        }
    }

    private static ProgressField Find(ReadOnlySpan<char> tag, out bool evaluation)
    {
        ProgressField field = ProgressNames.Find(tag, out evaluation);
        if (field != ProgressField.None || evaluation)
        {
            return field;
        }

        // Lightning's monitor names the optimizer; others put what they measure behind the part that measured it.
        if (tag.StartsWith("lr-", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("lr/", StringComparison.OrdinalIgnoreCase)
            || tag.StartsWith("lr_", StringComparison.OrdinalIgnoreCase))
        {
            return ProgressField.LearningRate;
        }

        return ProgressNames.Find(tag[(tag.LastIndexOf('/') + 1)..], out _);
    }
}
