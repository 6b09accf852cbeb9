namespace Vigil.Operations.Health;

/// <summary>
/// Checks again and again what was registered, and says how all of it does, and why. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="changed">Told of each change of a state, on the thread of the check; null where nobody listens. What it throws ends the monitor.</param>
public sealed class HealthMonitor(TimeProvider time, Action<HealthChange>? changed = null) : IDisposable
{
    private const int WidestWindow = 100;

    private readonly Lock _lock = new();
    private Dictionary<string, RunningCheck> _checks = [];
    private volatile IReadOnlyList<RunningCheck> _all = [];
    private bool _isStarted;

    /// <summary>How all checks stand, in the order in which they were registered.</summary>
    public IReadOnlyList<CheckStatus> Statuses => [.. _all.Select(check => check.Status)];

    /// <summary>Adds a check. Those that it depends on may be registered later, but before the monitor runs.</summary>
    /// <exception cref="ArgumentException">Its name is taken, or a number of it cannot be.</exception>
    /// <exception cref="InvalidOperationException">The monitor runs already.</exception>
    public void RegisterCheck(HealthCheck check)
    {
        if (check.Name.Length == 0 || check.Interval <= TimeSpan.Zero || check.Timeout <= TimeSpan.Zero || check.Failures < 1 || check.Window < check.Failures || check.Window > WidestWindow)
        {
            throw new ArgumentException($"{check.Name}: a check needs a name, an interval and a timeout above 0, and 1 ≤ Failures ≤ Window ≤ {WidestWindow}.", nameof(check));
        }

        lock (_lock)
        {
            if (_isStarted)
            {
                throw new InvalidOperationException("Checks are registered before the monitor runs.");
            }

            if (_checks.ContainsKey(check.Name))
            {
                throw new ArgumentException($"{check.Name}: there is a check of this name already.", nameof(check));
            }

            var running = new RunningCheck(check, time);
            _checks = new Dictionary<string, RunningCheck>(_checks) { [check.Name] = running };
            _all = [.. _all, running];
        }
    }

    /// <summary>What is wrong with dependencies: names that nobody has, and rings. Empty when nothing is.</summary>
    public static IReadOnlyList<string> FaultsOf(IEnumerable<HealthCheck> checks)
    {
        var byName = checks.ToDictionary(check => check.Name);
        var faults = new List<string>();
        foreach (HealthCheck check in byName.Values)
        {
            faults.AddRange(check.DependsOn.Where(name => !byName.ContainsKey(name)).Select(name => $"{check.Name}: depends on {name}, which is no check."));
            if (Reaches(check.Name, check.Name, byName, []))
            {
                faults.Add($"{check.Name}: depends on itself, through {string.Join(", ", check.DependsOn)}.");
            }
        }

        return faults;
    }

    /// <summary>Checks until it is cancelled; each check at its own pace, the first time at once.</summary>
    /// <exception cref="ArgumentException">Dependencies cannot be: see <see cref="FaultsOf"/>.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            IReadOnlyList<string> faults = FaultsOf(_all.Select(check => check.Check));
            if (faults.Count > 0)
            {
                throw new ArgumentException(string.Join(' ', faults));
            }

            _isStarted = true;
        }

        try
        {
            await Task.WhenAll(_all.Select(check => FollowAsync(check, cancellationToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    /// <summary>Runs every check that was not run within its interval, and waits for them.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return Task.WhenAll(_all.Where(check => check.Status.LastChecked is not { } last || now - last > check.Check.Interval.TotalSeconds).Select(check => CheckAsync(check, cancellationToken)));
    }

    /// <summary>How everything does together.</summary>
    public DeviceHealth Overall() => Together(null, Statuses);

    /// <summary>How each device does, the one that checks first.</summary>
    public IReadOnlyList<DeviceHealth> Devices() =>
        [.. Statuses.GroupBy(status => status.Check.Device).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Together(group.Key, group))];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RunningCheck check in _all)
        {
            check.Dispose();
        }
    }

    private static DeviceHealth Together(string? device, IEnumerable<CheckStatus> statuses)
    {
        CheckState worst = CheckState.Unknown;
        var reasons = new List<string>();
        foreach (CheckStatus status in statuses)
        {
            worst = status.State > worst ? status.State : worst;
            if (status.State != CheckState.Healthy)
            {
                reasons.Add($"{status.Check.Name}: {status.Reason}");
            }
        }

        return new DeviceHealth(device, worst, reasons);
    }

    private static bool Reaches(string from, string wanted, Dictionary<string, HealthCheck> checks, HashSet<string> seen) =>
        checks.TryGetValue(from, out HealthCheck? check) && check.DependsOn.Any(name => name == wanted || (seen.Add(name) && Reaches(name, wanted, checks, seen)));

    private async Task FollowAsync(RunningCheck check, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(check.Check.Interval, time);
        do
        {
            await CheckAsync(check, cancellationToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task CheckAsync(RunningCheck check, CancellationToken cancellationToken)
    {
        if (await check.RunAsync(token => BlameAsync(check, token), cancellationToken).ConfigureAwait(false) is { } change)
        {
            changed?.Invoke(change);
        }
    }

    // What it depends on may have failed just now, and not been checked since: it is asked before anybody is blamed.
    private async Task<string?> BlameAsync(RunningCheck check, CancellationToken cancellationToken)
    {
        foreach (string name in check.Check.DependsOn)
        {
            if (_checks.TryGetValue(name, out RunningCheck? other))
            {
                await CheckAsync(other, cancellationToken).ConfigureAwait(false);
                if (other.IsFailing || other.Status.BlamedOn is not null)
                {
                    return other.Status.BlamedOn ?? name;
                }
            }
        }

        return null;
    }
}
