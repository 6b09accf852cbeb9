using Vigil.Collection.Files;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>
/// The lowest limit among a group and its parents, and which of them sets it: a group may have no limit and die of its
/// parent's, as jobs under Slurm and pods under Kubernetes do.
/// </summary>
internal sealed class CgroupLimits : IDisposable
{
    private readonly KernelText[] _files;
    private readonly KernelText[] _secondFiles;
    private readonly Parser _parse;

    /// <summary>Opens the file of each level and reads the limits.</summary>
    /// <param name="group">The group.</param>
    /// <param name="file">Name of the file that holds the limit.</param>
    /// <param name="secondFile">A second file that is needed to understand the first; null for none.</param>
    /// <param name="parse">Turns their texts into a limit; not available for none.</param>
    public CgroupLimits(CgroupGroup group, string file, string? secondFile, Parser parse)
    {
        _parse = parse;
        _files = [.. group.Levels.Select(level => Open(level, file))];
        _secondFiles = secondFile is null ? [] : [.. group.Levels.Select(level => Open(level, secondFile))];
        Refresh();
    }

    /// <summary>Turns the text of one or two files into a limit; not available when there is none.</summary>
    public delegate long Parser(ReadOnlySpan<byte> text, ReadOnlySpan<byte> secondText);

    /// <summary>The lowest limit; not available when no level has one.</summary>
    public long Lowest { get; private set; } = Reading.NotAvailable;

    /// <summary>The level that sets it: 0 for the group itself, 1 for its parent; 0 when no level has one.</summary>
    public int Level { get; private set; }

    /// <summary>Reads the limits again: they may be changed while the program runs.</summary>
    public void Refresh()
    {
        Lowest = Reading.NotAvailable;
        Level = 0;
        for (int i = 0; i < _files.Length; i++)
        {
            long limit = _parse(_files[i].Read(), _secondFiles.Length == 0 ? default : _secondFiles[i].Read());
            if (limit >= 0 && (Lowest < 0 || limit < Lowest))
            {
                Lowest = limit;
                Level = i;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KernelText file in _files.Concat(_secondFiles))
        {
            file.Dispose();
        }
    }

    private static KernelText Open(string folder, string file) => new(Path.Combine(folder, file), capacityBytes: 64);
}
