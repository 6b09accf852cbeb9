using System.Text;
using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>
/// The container or control group that the watched program runs in, which need not be the recorder's. Versions 1, 2 and
/// both at once; see <see cref="CgroupLocator"/> for how it is found and <see cref="CgroupLimits"/> for which limit counts.
/// </summary>
/// <remarks>
/// The program's groups are looked up again every tenth sample, and followed when they change. One change is not
/// followed: version 1 shows every process that is exiting in the root group, and the last readings of a program
/// that was killed for want of memory must be those of the group it died in.
/// </remarks>
internal sealed class CgroupCollector : ICollector
{
    private const int CheckEverySamples = 10;

    private readonly HostPaths _paths;
    private readonly int _pid;
    private readonly KernelText _membershipFile;
    private byte[] _membershipText = [];
    private CgroupMembership? _membership;
    private CgroupReadings? _readings;
    private int _samples;

    /// <summary>Opens the list of the program's groups.</summary>
    /// <param name="paths">Where the kernel's files are.</param>
    /// <param name="pid">Number of the watched program, which must be running already.</param>
    public CgroupCollector(HostPaths paths, int pid)
    {
        _paths = paths;
        _pid = pid;

        // The open file stays with the process: a later process of the same number is not taken for it.
        _membershipFile = new KernelText(paths.Proc($"{pid}/cgroup"), capacityBytes: 1024);
    }

    /// <inheritdoc/>
    public string Name => "container";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        if (_readings is null || _samples % CheckEverySamples == 0)
        {
            FollowProgram(frame);
            _readings?.Refresh();
        }

        _samples++;
        if (_readings is null)
        {
            return CollectResult.NotAvailable(_membershipFile.Exists
                ? "The program's control group is not mounted where the recorder can see it"
                : "The program's control groups cannot be read from /proc");
        }

        return _readings.Read() ? CollectResult.Ok : CollectResult.Failed("The program's control group is gone");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _membershipFile.Dispose();
        _readings?.Dispose();
    }

    private void FollowProgram(SampleFrame frame)
    {
        ReadOnlySpan<byte> text = _membershipFile.Read();
        if (text.IsEmpty || text.SequenceEqual(_membershipText))
        {
            return;
        }

        CgroupMembership membership = CgroupMembership.Parse(Encoding.UTF8.GetString(text));
        if (_membership is not null && _readings is not null && LooksLikeExit(_membership, membership))
        {
            return;
        }

        _membershipText = text.ToArray();
        _membership = membership;
        if (CgroupReadings.TryOpen(new CgroupLocator(_paths, membership, ReadMounts())) is { } readings)
        {
            Replace(readings, frame);
        }
    }

    private void Replace(CgroupReadings readings, SampleFrame frame)
    {
        if (_readings is not null)
        {
            frame.Remove(_readings.Subject);
            _readings.Dispose();
        }

        _readings = readings;
        frame.Add(readings.Subject);
    }

    private static bool LooksLikeExit(CgroupMembership before, CgroupMembership now) =>
        now.ControllerPaths.Values.All(path => path == "/") && before.ControllerPaths.Values.Any(path => path != "/");

    private IReadOnlyList<CgroupMount> ReadMounts()
    {
        string[] files = [_paths.Proc("self/mountinfo"), _paths.Proc($"{_pid}/mountinfo")];
        foreach (string file in files)
        {
            try
            {
                return CgroupMount.Parse(File.ReadAllText(file));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The next one may be readable; without any, no group is found and the reason says so.
            }
        }

        return [];
    }
}
