namespace Vigil.Analysis.Statistics;

/// <summary>Whether a forecast can be made.</summary>
public enum ForecastState
{
    /// <summary>Too few values.</summary>
    InsufficientData,

    /// <summary>There is no significant trend towards the limit: it is not going to be reached as things stand.</summary>
    NoTrend,

    /// <summary>The trend goes the other way.</summary>
    MovingAway,

    /// <summary>The limit was reached already.</summary>
    Reached,

    /// <summary>The limit will be reached if the trend goes on.</summary>
    WillReach,
}
