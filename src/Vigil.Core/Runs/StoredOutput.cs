using Vigil.Core.Logs;

namespace Vigil.Core.Runs;

/// <summary>A stretch of kept output, or of output that was dropped.</summary>
/// <param name="Stream">Where it came from.</param>
/// <param name="Offset">Bytes that the stream had printed before it.</param>
/// <param name="Data">The bytes as printed; empty when dropped.</param>
/// <param name="DroppedBytes">Bytes missing here: 0 for kept output.</param>
/// <param name="LineOffsets">Where in <paramref name="Data"/> lines start (after <c>\n</c> or <c>\r</c>), ascending.</param>
/// <param name="LineTimes">When each of those lines was first read, milliseconds since the Unix epoch.</param>
public sealed record StoredOutput(
    OutputStream Stream,
    long Offset,
    ReadOnlyMemory<byte> Data,
    long DroppedBytes,
    int[] LineOffsets,
    long[] LineTimes);
