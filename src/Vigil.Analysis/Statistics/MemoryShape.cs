namespace Vigil.Analysis.Statistics;

/// <summary>How memory behaves over a run.</summary>
public enum MemoryShape
{
    /// <summary>Too few readings to tell.</summary>
    Unknown,

    /// <summary>It hardly changes.</summary>
    Flat,

    /// <summary>It rose and then stayed: loading and warming up.</summary>
    Settled,

    /// <summary>It rises and falls back, again and again, to a floor that stays.</summary>
    Sawtooth,

    /// <summary>Its floor rises all the time, also where it falls back in between: a leak.</summary>
    Leak,

    /// <summary>Its floor falls.</summary>
    Falling,
}
