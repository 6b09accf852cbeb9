using System.Text.Json.Nodes;
using Vigil.Core.Operations;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Output;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>What few operations of a block have, as compressed JSON with the row it belongs to.</summary>
internal static class DetailCodec
{
    // No block's details come near it; a damaged length must not take the memory.
    private const int MostBytes = 256 * 1024 * 1024;

    public static byte[] Write(ReadOnlySpan<Operation> rows)
    {
        using var plain = new ByteBuffer();
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Detail is { } detail)
            {
                byte[] json = System.Text.Encoding.UTF8.GetBytes(ToJson(detail).ToJsonString());
                plain.WriteVarint((ulong)i);
                plain.WriteVarint((ulong)json.Length);
                plain.Write(json);
            }
        }

        if (plain.Length == 0)
        {
            return [];
        }

        using var output = new ByteBuffer();
        output.WriteVarint((ulong)plain.Length);
        byte[]? packed = OutputPacker.Pack(plain.Written, out int length);
        output.WriteByte((byte)(packed is null ? OutputPacking.None : OutputPacking.Brotli));
        output.Write(packed is null ? plain.Written : packed.AsSpan(0, length));
        if (packed is not null)
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(packed);
        }

        return output.Written.ToArray();
    }

    public static void Read(ReadOnlySpan<byte> bytes, Span<Operation> rows)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var head = new ByteReader(bytes);
        int length = head.ReadCount(MostBytes);
        var packing = (OutputPacking)head.ReadByte();
        var input = new ByteReader(OutputPacker.Unpack(packing, head.Rest, length));
        while (!input.Rest.IsEmpty && !input.Damaged)
        {
            int row = input.ReadCount(rows.Length - 1);
            ReadOnlySpan<byte> json = input.ReadBytes(input.ReadCount(MostBytes));
            if (!input.Damaged && JsonNode.Parse(json) is JsonObject detail)
            {
                rows[row] = rows[row] with { Detail = FromJson(detail) };
            }
        }
    }

    private static JsonObject ToJson(OperationDetail detail)
    {
        var json = new JsonObject();
        Add("error", JsonValue.Create(detail.Error));
        Add("category", JsonValue.Create(detail.ErrorCategory));
        Add("metadata", detail.Metadata?.DeepClone());
        Add("cpu_seconds", JsonValue.Create(detail.Resources?.CpuSeconds));
        Add("allocated_bytes", JsonValue.Create(detail.Resources?.AllocatedBytes));
        Add("memory_peak_bytes", JsonValue.Create(detail.Resources?.MemoryPeakBytes));
        Add("gpu_memory_peak_bytes", JsonValue.Create(detail.Resources?.GpuMemoryPeakBytes));
        return json;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }

    private static OperationDetail FromJson(JsonObject json)
    {
        var resources = new OperationResources
        {
            CpuSeconds = (double?)json["cpu_seconds"],
            AllocatedBytes = (long?)json["allocated_bytes"],
            MemoryPeakBytes = (long?)json["memory_peak_bytes"],
            GpuMemoryPeakBytes = (long?)json["gpu_memory_peak_bytes"],
        };
        return new OperationDetail
        {
            Error = (string?)json["error"],
            ErrorCategory = (string?)json["category"],
            Metadata = json["metadata"]?.DeepClone() as JsonObject,
            Resources = resources == new OperationResources() ? null : resources,
        };
    }
}
