namespace Vigil.Operations.Health;

/// <summary>A check with its results. One is run at a time.</summary>
internal sealed class RunningCheck : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Queue<CheckState> _results = [];
    private readonly TimeProvider _time;
    private volatile CheckStatus _status;

    public RunningCheck(HealthCheck check, TimeProvider time)
    {
        _time = time;
        Check = check;
        _status = new CheckStatus(check, CheckState.Unknown) { Since = Now(), Reason = "it was not checked yet" };
    }

    public HealthCheck Check { get; }

    public CheckStatus Status => _status;

    /// <summary>Whether the newest result was critical, whatever the hysteresis makes of it.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Checks once; gives what changed, null when the state stayed.</summary>
    /// <param name="blame">Names the failing check that this one depends on; null when all do well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<HealthChange?> RunAsync(Func<CancellationToken, Task<string?>> blame, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long started = _time.GetTimestamp();
            CheckResult result = Check.Judge(await AskAsync(cancellationToken).ConfigureAwait(false));
            string? blamed = result.State == CheckState.Healthy || Check.DependsOn.Count == 0 ? null : await blame(cancellationToken).ConfigureAwait(false);
            IsFailing = result.State == CheckState.Critical;
            CheckStatus before = _status;
            if (blamed is not null)
            {
                // Another's failure says nothing about this one: its results begin anew.
                _results.Clear();
                result = CheckResult.Unknown($"it depends on {blamed}, which is critical");
            }

            CheckState state = Decide(result.State, before.State);
            CheckStatus after = new(Check, state)
            {
                Value = result.Value,
                Reason = state == CheckState.Healthy ? null : result.Reason ?? before.Reason,
                BlamedOn = blamed,
                Since = state == before.State ? before.Since : Now(),
                LastChecked = Now(),
                Seconds = _time.GetElapsedTime(started).TotalSeconds,
            };
            _status = after;
            return before.State != after.State ? new HealthChange(before, after) : null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<CheckResult> AskAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Check.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // A check that heeds no token must not stop the others.
            return await Check.Run(both.Token).AsTask().WaitAsync(Check.Timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return CheckResult.Critical(FormattableString.Invariant($"no answer within {Check.Timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return CheckResult.Critical(exception.Message);
        }
    }

    private CheckState Decide(CheckState result, CheckState before)
    {
        if (result == CheckState.Unknown)
        {
            return CheckState.Unknown;
        }

        _results.Enqueue(result);
        while (_results.Count > Check.Window)
        {
            _results.Dequeue();
        }

        foreach (CheckState bad in (ReadOnlySpan<CheckState>)[CheckState.Critical, CheckState.Warning])
        {
            if (_results.Count(seen => seen >= bad) >= Check.Failures)
            {
                return bad;
            }
        }

        // Too few results to say that it is bad, and the newest is: it stays as it was.
        return result == CheckState.Healthy || before == CheckState.Healthy || _results.Count >= Check.Window ? CheckState.Healthy : before;
    }

    private double Now() => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
