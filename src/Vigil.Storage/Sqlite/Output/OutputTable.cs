using System.Buffers;
using Vigil.Core.Logs;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Output;

/// <summary>
/// Writes the output of one run: what came since the last transaction as a small row, and every 64 KiB of a stream those
/// rows as one packed chunk in the place of the first. Of each stream the head and the tail are kept; a chunk that falls
/// between is deleted, and readers see the gap by the offsets. All calls happen inside the caller's transaction.
/// </summary>
internal sealed class OutputTable : IDisposable
{
    /// <summary>Bytes of a whole chunk.</summary>
    public const int ChunkBytes = 64 * 1024;

    private readonly Database _database;
    private readonly long _runNumber;
    private readonly OutputLimits _limits;
    private readonly ColumnEncoder _encoder = new();
    private readonly ByteBuffer _lines = new();
    private readonly Dictionary<OutputStream, StreamState> _streams = [];

    /// <summary>Takes up where the stored output ends.</summary>
    public OutputTable(Database database, long runNumber, OutputLimits limits)
    {
        _database = database;
        _runNumber = runNumber;
        _limits = limits;
        Load();
    }

    /// <summary>Adds a piece of output.</summary>
    /// <param name="stream">Where it came from.</param>
    /// <param name="offset">Bytes of the stream before it; a gap when more than was added so far.</param>
    /// <param name="piece">The bytes.</param>
    /// <param name="unixMilliseconds">When they were read.</param>
    public void Append(OutputStream stream, long offset, ReadOnlySpan<byte> piece, long unixMilliseconds)
    {
        StreamState state = StateOf(stream);
        if (offset != state.End)
        {
            Seal(state);
            state.Start = offset;
            state.Before = -1;
        }

        while (!piece.IsEmpty)
        {
            long room = ChunkBytes - state.Data.Length;
            if (state.Start < _limits.HeadBytes)
            {
                room = Math.Min(room, _limits.HeadBytes - state.End);
            }

            ReadOnlySpan<byte> part = piece[..(int)Math.Min(room, piece.Length)];
            piece = piece[part.Length..];
            state.Lines.Scan(part, state.Data.Length, state.Before, unixMilliseconds);
            state.Data.Write(part);
            state.Before = part[^1];
            if (part.Length == room)
            {
                Seal(state);
            }
        }
    }

    /// <summary>Writes what was added since the last call.</summary>
    public void Flush()
    {
        foreach (StreamState state in _streams.Values)
        {
            ReadOnlySpan<byte> fresh = state.Data.Written[state.SavedBytes..];
            if (!fresh.IsEmpty)
            {
                long id = Insert(state, state.Start + state.SavedBytes, fresh, fresh.Length, OutputPacking.None, isSealed: false, state.SavedLines, state.SavedBytes);
                state.FirstRow ??= id;
                state.SavedBytes = state.Data.Length;
                state.SavedLines = state.Lines.Count;
            }
        }
    }

    /// <summary>Packs what is still open; with the streams' whole lengths, what was dropped at their very end is known too.</summary>
    public void Finish(Func<OutputStream, long> lengthOf)
    {
        foreach (OutputStream stream in Enum.GetValues<OutputStream>())
        {
            long length = lengthOf(stream);
            if (length == 0 && !_streams.ContainsKey(stream))
            {
                continue;
            }

            StreamState state = StateOf(stream);
            Seal(state);
            if (length > state.End)
            {
                state.Start = length;
                Insert(state, length, default, 0, OutputPacking.None, isSealed: true, 0, 0);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        foreach (StreamState state in _streams.Values)
        {
            state.Data.Dispose();
        }
    }

    private void Seal(StreamState state)
    {
        ReadOnlySpan<byte> data = state.Data.Written;
        if (data.IsEmpty)
        {
            return;
        }

        if (state.FirstRow is { } first)
        {
            _database.Prepare("DELETE FROM VigilOutput WHERE run_number = ?1 AND stream = ?2 AND sealed = 0 AND id <> ?3")
                .Bind(1, _runNumber).Bind(2, (long)state.Stream).Bind(3, first).Run();
        }

        byte[]? packed = OutputPacker.Pack(data, out int length);
        long id = Insert(state, state.Start, packed is null ? data : packed.AsSpan(0, length), data.Length, packed is null ? OutputPacking.None : OutputPacking.Brotli, isSealed: true, 0, 0, state.FirstRow);
        if (packed is not null)
        {
            ArrayPool<byte>.Shared.Return(packed);
        }

        if (state.Start >= _limits.HeadBytes)
        {
            KeepTail(state, id, data.Length);
        }

        state.Start += data.Length;
        state.Data.Clear();
        state.Lines.Clear();
        state.SavedBytes = 0;
        state.SavedLines = 0;
        state.FirstRow = null;
    }

    private void KeepTail(StreamState state, long id, int bytes)
    {
        state.Tail.Enqueue((id, bytes));
        state.TailBytes += bytes;
        while (state.TailBytes - state.Tail.Peek().Bytes >= _limits.TailBytes)
        {
            (long oldest, int oldestBytes) = state.Tail.Dequeue();
            state.TailBytes -= oldestBytes;
            _database.Prepare("DELETE FROM VigilOutput WHERE id = ?1").Bind(1, oldest).Run();
        }
    }

    private long Insert(StreamState state, long offset, ReadOnlySpan<byte> data, int byteCount, OutputPacking packing, bool isSealed, int firstLine, long lineOrigin, long? replace = null)
    {
        _lines.Clear();
        state.Lines.Encode(firstLine, lineOrigin, _encoder, _lines);
        _database.Prepare("""
            INSERT OR REPLACE INTO VigilOutput (id, run_number, stream, first_offset, byte_count, sealed, encoding, lines, data)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
            .Bind(1, replace).Bind(2, _runNumber).Bind(3, (long)state.Stream).Bind(4, offset).Bind(5, byteCount)
            .Bind(6, isSealed ? 1 : 0).Bind(7, (long)packing).Bind(8, _lines.Written).Bind(9, data).Run();
        return _database.LastRowId;
    }

    private void Load()
    {
        Statement rows = _database.Prepare(
            "SELECT id, stream, first_offset, byte_count, sealed, encoding, lines, data FROM VigilOutput WHERE run_number = ?1 ORDER BY id")
            .Bind(1, _runNumber);
        while (rows.Step())
        {
            StreamState state = StateOf((OutputStream)rows.Integer(1));
            long offset = rows.Integer(2);
            int bytes = (int)rows.Integer(3);
            if (rows.Integer(4) != 0)
            {
                state.Start = offset + bytes;
                if (offset >= _limits.HeadBytes && bytes > 0)
                {
                    state.Tail.Enqueue((rows.Integer(0), bytes));
                    state.TailBytes += bytes;
                }

                byte[] data = OutputPacker.Unpack((OutputPacking)rows.Integer(5), rows.Bytes(7), bytes);
                state.Before = data.Length > 0 ? data[^1] : -1;
                continue;
            }

            if (state.FirstRow is null)
            {
                state.FirstRow = rows.Integer(0);
                state.Start = offset;
            }

            (int[] offsets, long[] times) = LineIndex.Decode(rows.Bytes(6));
            for (int i = 0; i < offsets.Length; i++)
            {
                state.Lines.Add(state.Data.Length + offsets[i], times[i]);
            }

            state.Data.Write(rows.Bytes(7));
            state.Before = state.Data.Written[^1];
            state.SavedBytes = state.Data.Length;
            state.SavedLines = state.Lines.Count;
        }

        rows.Reset();
    }

    private StreamState StateOf(OutputStream stream)
    {
        if (!_streams.TryGetValue(stream, out StreamState? state))
        {
            state = new StreamState(stream);
            _streams.Add(stream, state);
        }

        return state;
    }

    /// <summary>The chunk of a stream that is being filled, and the tail kept behind it.</summary>
    private sealed class StreamState(OutputStream stream)
    {
        public OutputStream Stream { get; } = stream;

        /// <summary>Offset of the open chunk in the stream.</summary>
        public long Start { get; set; }

        public long End => Start + Data.Length;

        public ByteBuffer Data { get; } = new();

        public LineIndex Lines { get; } = new();

        /// <summary>The last byte so far; null at the start of the stream, -1 when it is not known.</summary>
        public int? Before { get; set; }

        public int SavedBytes { get; set; }

        public int SavedLines { get; set; }

        public long? FirstRow { get; set; }

        public Queue<(long Id, int Bytes)> Tail { get; } = [];

        public long TailBytes { get; set; }
    }
}
