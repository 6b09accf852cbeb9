namespace Vigil.Collection.InProcess;

/// <summary>Sums values up one by one, without keeping them.</summary>
internal struct RunningMean
{
    private double _latest;
    private double _sum;
    private double _minimum;
    private long _finite;
    private long _count;

    /// <summary>Mean of the finite values; null when there was none.</summary>
    public readonly double? Mean => _finite > 0 ? _sum / _finite : null;

    /// <summary>All of it; null when no value was added.</summary>
    public readonly LossSummary? Summary =>
        _count > 0 ? new LossSummary(_latest, Mean ?? double.NaN, _finite > 0 ? _minimum : double.NaN, _count) : null;

    /// <summary>Adds a value; null adds nothing.</summary>
    public void Add(double? value)
    {
        if (value is not { } known)
        {
            return;
        }

        _latest = known;
        _count++;
        if (double.IsFinite(known))
        {
            _minimum = _finite == 0 ? known : Math.Min(_minimum, known);
            _sum += known;
            _finite++;
        }
    }
}
