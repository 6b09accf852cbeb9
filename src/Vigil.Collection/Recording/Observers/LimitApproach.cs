namespace Vigil.Collection.Recording.Observers;

/// <summary>
/// How long until a level meets its limit, by its newest readings: the slower of two lines, one through the earlier half of
/// them and one through the later, so that a single jump foretells nothing, wherever it stands. Keeps its readings in place and allocates nothing.
/// </summary>
internal sealed class LimitApproach
{
    private const int Most = 32;
    private const int Least = 6;
    private const double SpanSeconds = 20;

    private readonly (double At, double Left)[] _readings = new (double At, double Left)[Most];
    private int _count;

    /// <summary>Takes a reading.</summary>
    /// <param name="at">Seconds; readings that come too close to the one before are left out.</param>
    /// <param name="left">What is left before the limit.</param>
    public void Add(double at, double left)
    {
        if (_count > 0 && at - _readings[_count - 1].At < SpanSeconds / Most)
        {
            return;
        }

        int old = 0;
        while (old < _count && (_readings[old].At < at - SpanSeconds || _readings[old].At >= at || _count - old == Most))
        {
            old++;
        }

        Array.Copy(_readings, old, _readings, 0, _count - old);
        _count -= old;
        _readings[_count++] = (at, left);
    }

    /// <summary>Seconds until nothing is left; infinite when it is not going there, or too little is known.</summary>
    public double SecondsLeft()
    {
        if (_count < Least)
        {
            return double.PositiveInfinity;
        }

        double slope = Math.Min(FallPerSecond(0, _count / 2), FallPerSecond(_count / 2, _count));
        return slope <= 0 ? double.PositiveInfinity : Math.Max(0, _readings[_count - 1].Left / slope);
    }

    private double FallPerSecond(int from, int to)
    {
        double n = 0, sumT = 0, sumV = 0, sumTT = 0, sumTV = 0;
        for (int i = from; i < to; i++)
        {
            double t = _readings[i].At - _readings[from].At;
            n++;
            sumT += t;
            sumV += _readings[i].Left;
            sumTT += t * t;
            sumTV += t * _readings[i].Left;
        }

        double spread = (n * sumTT) - (sumT * sumT);
        return spread <= 0 ? 0 : -((n * sumTV) - (sumT * sumV)) / spread;
    }
}
