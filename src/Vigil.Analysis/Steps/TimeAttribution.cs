using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Steps;

/// <summary>
/// Divides the time of a window among its causes.
/// </summary>
/// <remarks>
/// <para>First the window is cut: start and warm-up, pauses, what comes after the last step, and the stepping between. Every
/// row of the stepping is then divided: what utilisation says the accelerators were busy for, the rest by what else was
/// going on in that row, the surest sign first (memory stalls, the limit of the control group, busy workers, a busy disk, a
/// busy network, a busy training process). Accelerators that idle while nothing at all is busy most likely wait for a loader
/// that waits itself; without accelerators that may as well be the training's own doing, and stays unknown.</para>
/// <para>Where the steps say how long they waited for data, that share is the truth: what the rows say only divides it
/// further, and the rest among the others.</para>
/// <para>Seconds of utilisation are the driver's, of a second or less; rows are as long as the sampling interval. So the
/// shares are right over many rows, not for one.</para>
/// </remarks>
internal sealed class TimeAttribution(RunEvidence evidence)
{
    private const double MemoryStallPercent = 5;
    private const double BusyWorkerCores = 0.6;
    private const double BusyMainCores = 0.85;
    private const double WaitingMainCores = 0.5;
    private const double IoStallPercent = 20;
    private const double BusyDiskPercent = 60;
    private const double BlockedPercent = 40;
    private const double NetworkBytesPerSecond = 2e6;

    private static readonly TimeCause[] s_dataCauses = [TimeCause.WaitingForData, TimeCause.Preprocessing, TimeCause.Disk, TimeCause.NetworkStorage, TimeCause.Straggler];

    private readonly double[] _seconds = new double[Enum.GetValues<TimeCause>().Length];

    /// <summary>The breakdown of the window.</summary>
    public StepTimeBreakdown Breakdown()
    {
        double window = Math.Max(0, evidence.DurationSeconds);
        double stepping = Cut(window);
        double measured = StepTimes.Of(evidence).DataShare;
        double unknown = Divide(stepping);
        double wait = unknown >= stepping ? double.NaN : s_dataCauses.Sum(cause => _seconds[(int)cause]) / stepping;
        if (!double.IsNaN(measured) && stepping > 0)
        {
            Impose(measured, stepping);
            wait = measured;
        }

        TakeStraggler(stepping);
        bool isMeasured = !double.IsNaN(measured);
        return new StepTimeBreakdown
        {
            WindowSeconds = window,
            SteppingSeconds = stepping,
            Shares = window > 0 ? [.. Shares(window, isMeasured).OrderByDescending(static share => share.Seconds)] : [],
            DataWaitPercent = 100 * wait,
            DataWaitBasis = isMeasured ? ShareBasis.Measured : ShareBasis.Inferred,
            DataWaitConfidence = isMeasured ? 0.9 : ConfidenceOfInferredWait(),
            Steps = StepStatisticsBuilder.Build(evidence),
        };
    }

    private double Cut(double window)
    {
        double rest = window;
        var steps = StepTimes.Of(evidence);
        double from = evidence.From;
        double to = evidence.To;
        if (steps.All.Count >= 2)
        {
            from = steps.All[Math.Max(0, steps.WarmUp - 1)].At;
            to = evidence.IsLive ? to : steps.All[^1].At;
            Take(TimeCause.FirstSteps, from - evidence.From);
            Take(TimeCause.AfterLastStep, evidence.To - to);
        }

        foreach (TrainingPause pause in TrainingPauses.Of(evidence).All)
        {
            Take(TimeCause.Pauses, Math.Min(to, pause.To) - Math.Max(from, pause.From));
        }

        return rest;

        void Take(TimeCause cause, double seconds)
        {
            double taken = Math.Clamp(seconds, 0, rest);
            _seconds[(int)cause] += taken;
            rest -= taken;
        }
    }

    /// <summary>Divides the stepping time by its rows, scaled to its length; returns what no row tells of.</summary>
    private double Divide(double stepping)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        double[] found = new double[_seconds.Length];
        var rows = new RowLoad(evidence);
        IReadOnlyList<TrainingPause> pauses = TrainingPauses.Of(evidence).All;
        int next = 0;
        for (int row = span.First; row < span.End; row++)
        {
            double time = span.Timeline.Times[row];
            while (next < pauses.Count && pauses[next].To < time)
            {
                next++;
            }

            double seconds = span.Timeline.Seconds[row];
            if (seconds > 0 && !(next < pauses.Count && pauses[next].From <= time - seconds))
            {
                DivideRow(rows, row, seconds, found);
            }
        }

        double sum = found.Sum();
        double scale = sum > 0 ? stepping / sum : 0;
        for (int cause = 0; cause < found.Length; cause++)
        {
            _seconds[cause] += found[cause] * scale;
        }

        _seconds[(int)TimeCause.Unknown] += sum > 0 ? 0 : stepping;
        return _seconds[(int)TimeCause.Unknown];
    }

    private static void DivideRow(RowLoad rows, int row, double seconds, double[] found)
    {
        double main = rows.MainCores(row);
        double idle;
        if (rows.HasGpu)
        {
            double busy = rows.GpuPercent(row) / 100;
            if (double.IsNaN(busy))
            {
                found[(int)TimeCause.Unknown] += seconds;
                return;
            }

            double lost = busy * rows.ClockLoss(row);
            found[(int)TimeCause.ThrottledByHeatOrPower] += lost * seconds;
            found[(int)TimeCause.GpuBusy] += (busy - lost) * seconds;
            idle = 1 - busy;
        }
        else
        {
            if (double.IsNaN(main))
            {
                found[(int)TimeCause.Unknown] += seconds;
                return;
            }

            double busy = Math.Min(1, main);
            found[(int)TimeCause.CpuBusy] += busy * seconds;
            idle = 1 - busy;
        }

        idle -= Take(TimeCause.Swapping, rows.MemoryStallPercent(row) is var stall && stall >= MemoryStallPercent ? stall / 100 : 0);
        idle -= Take(TimeCause.ThrottledByCgroup, rows.ThrottledPercent(row) is var held && held > 0 ? held / 100 : 0);
        found[(int)CauseOfIdleness(rows, row, main)] += idle * seconds;

        double Take(TimeCause cause, double share)
        {
            double taken = Math.Min(idle, share);
            found[(int)cause] += taken * seconds;
            return taken;
        }
    }

    private static TimeCause CauseOfIdleness(RowLoad rows, int row, double main)
    {
        double perWorker = rows.CoresPerWorker(row);
        bool isBlocked = rows.BlockedPercent(row) >= BlockedPercent;
        return perWorker >= BusyWorkerCores ? TimeCause.Preprocessing
            : rows.IoStallPercent(row) >= IoStallPercent || rows.DiskBusyPercent(row) >= BusyDiskPercent ? TimeCause.Disk
            : isBlocked && rows.NetworkReceiveRate(row) >= NetworkBytesPerSecond ? TimeCause.NetworkStorage
            : isBlocked ? TimeCause.Disk
            : rows.HasGpu && main >= BusyMainCores ? TimeCause.LaunchOverhead
            : rows.HasGpu && main < WaitingMainCores ? TimeCause.WaitingForData
            : TimeCause.Unknown;
    }

    /// <summary>Makes the waiting for data the measured share of the stepping, whatever the rows say, and divides the rest among the others.</summary>
    private void Impose(double share, double stepping)
    {
        TimeCause[] others = [.. Enum.GetValues<TimeCause>().Except(s_dataCauses).Except([TimeCause.FirstSteps, TimeCause.Pauses, TimeCause.AfterLastStep])];
        Scale(s_dataCauses, share * stepping, TimeCause.WaitingForData);
        Scale(others, (1 - share) * stepping, TimeCause.Unknown);

        void Scale(TimeCause[] causes, double wanted, TimeCause otherwise)
        {
            double sum = causes.Sum(cause => _seconds[(int)cause]);
            foreach (TimeCause cause in causes)
            {
                _seconds[(int)cause] *= sum > 0 ? wanted / sum : 0;
            }

            _seconds[(int)otherwise] += sum > 0 ? 0 : wanted;
        }
    }

    /// <summary>What one slow worker costs is a part of what waiting for data costs.</summary>
    private void TakeStraggler(double stepping)
    {
        var rhythm = WorkerRhythm.Of(evidence);
        double wait = s_dataCauses.Sum(cause => _seconds[(int)cause]);
        if (rhythm.Ratio >= WorkerRhythm.SlowRatio && wait > 0)
        {
            double lost = Math.Min(wait, rhythm.LostShare * stepping);
            foreach (TimeCause cause in s_dataCauses)
            {
                _seconds[(int)cause] *= (wait - lost) / wait;
            }

            _seconds[(int)TimeCause.Straggler] += lost;
        }
    }

    private IEnumerable<TimeShare> Shares(double window, bool isDataMeasured)
    {
        foreach (TimeCause cause in Enum.GetValues<TimeCause>())
        {
            double seconds = _seconds[(int)cause];
            if (seconds > 0)
            {
                (ShareBasis basis, double confidence) = BasisOf(cause, isDataMeasured);
                yield return new TimeShare(cause, seconds, 100 * seconds / window, basis, confidence);
            }
        }
    }

    private double ConfidenceOfInferredWait() =>
        s_dataCauses.MaxBy(cause => _seconds[(int)cause]) == TimeCause.WaitingForData ? BasisOf(TimeCause.WaitingForData, false).Confidence : 0.6;

    private static (ShareBasis Basis, double Confidence) BasisOf(TimeCause cause, bool isDataMeasured) => cause switch
    {
        TimeCause.FirstSteps or TimeCause.AfterLastStep => (ShareBasis.Measured, 0.95),
        TimeCause.GpuBusy => (ShareBasis.Measured, 0.8),
        TimeCause.Pauses => (ShareBasis.Measured, 0.7),
        TimeCause.WaitingForData => isDataMeasured ? (ShareBasis.Measured, 0.9) : (ShareBasis.Inferred, 0.4),
        TimeCause.Unknown => (ShareBasis.Inferred, 0),
        _ => (ShareBasis.Inferred, 0.6),
    };
}
