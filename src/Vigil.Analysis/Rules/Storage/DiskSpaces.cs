using Vigil.Analysis.Evidence;
using Vigil.Analysis.Rules.Memory;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>The file systems on disks that were watched.</summary>
internal static class DiskSpaces
{
    /// <summary>Those with readings, each disk once although several watched paths may lie on it; /dev/shm is memory.</summary>
    public static IReadOnlyList<SubjectSeries> Of(RunEvidence evidence)
    {
        List<SubjectSeries> disks = [];
        HashSet<(double, double)> seen = [];
        foreach (SubjectSeries fileSystem in evidence.Of(SubjectKind.FileSystem))
        {
            double free = MemoryUse.Last(fileSystem.Values(FileSystemMetrics.Available));
            if (!SharedMemoryRule.IsShared(fileSystem) && !double.IsNaN(free) && seen.Add((MemoryUse.Last(fileSystem.Values(FileSystemMetrics.Total)), free)))
            {
                disks.Add(fileSystem);
            }
        }

        return disks;
    }

    /// <summary>The watched path.</summary>
    public static string Path(SubjectSeries disk) => disk.Attribute(SubjectAttributes.Path) ?? disk.Subject.Key;

    /// <summary>Row of the least value; -1 when none is known.</summary>
    public static int Least(double[] values)
    {
        int least = -1;
        for (int i = 0; i < values.Length; i++)
        {
            least = !double.IsNaN(values[i]) && (least < 0 || values[i] < values[least]) ? i : least;
        }

        return least;
    }
}
