namespace Vigil.Core.Alerts;

/// <summary>
/// Keeps alerts, silences and what is still to be told across restarts. Whatever an evaluation decides is stored in one
/// transaction: a notification exists if and only if the transitions that it tells of do.
/// </summary>
public interface IAlertStore
{
    /// <summary>
    /// Makes a process the one that evaluates, if no other is. Two servers on one database tell nobody twice.
    /// </summary>
    /// <param name="owner">The process, in words of its own that no other uses.</param>
    /// <param name="now">Seconds since the Unix epoch.</param>
    /// <param name="until">How long it holds without being asked for again.</param>
    bool TryTakeTurn(string owner, double now, double until);

    /// <summary>Reads everything that an evaluation starts from.</summary>
    AlertSnapshot ReadSnapshot();

    /// <summary>Stores what an evaluation decided.</summary>
    /// <param name="owner">Who evaluated.</param>
    /// <param name="round">What it decided.</param>
    /// <returns>False when another process has its turn meanwhile: nothing was stored.</returns>
    bool Save(string owner, AlertRound round);

    /// <summary>Alerts that are pending or firing, and those resolved lately.</summary>
    IReadOnlyList<Alert> ReadAlerts();

    /// <summary>What happened, the newest first.</summary>
    IReadOnlyList<AlertTransition> ReadHistory(AlertHistoryFilter filter);

    /// <summary>Silences that are not over at an instant, by their start; <see cref="double.NegativeInfinity"/> for all.</summary>
    IReadOnlyList<Silence> ReadSilences(double endsAfter);

    /// <summary>Stores a silence: a new one when its id is empty, else in place of the one with that id.</summary>
    /// <returns>The silence with its id; null when there is none with that id.</returns>
    Silence? SaveSilence(Silence silence);

    /// <summary>Ends a silence at an instant.</summary>
    /// <returns>False when there is none with that id, or it is over.</returns>
    bool EndSilence(string id, double at);

    /// <summary>
    /// Takes what is due: of each receiver's groups the oldest notification alone, so that order is kept. Taking counts as
    /// an attempt and puts the next one off, in the same transaction: after a crash while it was being sent it is tried once
    /// more, not at once and not for ever.
    /// </summary>
    /// <param name="receivers">Receivers that there are.</param>
    /// <param name="now">Seconds since the Unix epoch.</param>
    /// <param name="nextTry">When to try one again of which nothing more is heard, by the attempts made so far.</param>
    /// <param name="limit">The most to take.</param>
    IReadOnlyList<AlertNotification> TakeDue(IReadOnlyCollection<string> receivers, double now, Func<int, double> nextTry, int limit);

    /// <summary>Says that a notification was delivered.</summary>
    void MarkSent(long id, double at);

    /// <summary>Says that a notification was not delivered.</summary>
    /// <param name="id">The notification.</param>
    /// <param name="retryAt">When to try again; null to give it up.</param>
    /// <param name="error">Why, without secrets.</param>
    void MarkFailed(long id, double? retryAt, string error);

    /// <summary>How each receiver is doing.</summary>
    IReadOnlyList<DeliveryCounts> ReadDeliveries();

    /// <summary>Removes what is older than an instant: history, delivered notifications, silences that are over, what was learned of series long gone.</summary>
    void Prune(double before);
}
