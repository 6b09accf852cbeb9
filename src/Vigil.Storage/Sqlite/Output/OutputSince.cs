using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Output;

/// <summary>Output beyond what a follower has read of each stream.</summary>
internal static class OutputSince
{
    /// <summary>The new part, in order of its rows; pieces are cut where the follower stands.</summary>
    public static List<StoredOutput> Read(Database database, long runNumber, IReadOnlyList<long>? read)
    {
        var pieces = new List<StoredOutput>();
        foreach (StoredOutput piece in OutputReader.Read(database, runNumber, read))
        {
            long known = read is not null && (int)piece.Stream < read.Count ? read[(int)piece.Stream] : 0;
            int skip = (int)Math.Clamp(known - piece.Offset, 0, piece.Data.Length);
            int firstLine = piece.LineOffsets.Count(offset => offset < skip);
            pieces.Add(skip == 0 ? piece : piece with
            {
                Offset = piece.Offset + skip,
                Data = piece.Data[skip..],
                LineOffsets = [.. piece.LineOffsets.Skip(firstLine).Select(offset => offset - skip)],
                LineTimes = [.. piece.LineTimes.Skip(firstLine)],
            });
        }

        return pieces;
    }
}
