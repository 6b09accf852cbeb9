using System.Buffers.Binary;

namespace Vigil.Collection.Training.TensorBoard;

/// <summary>Takes the scalars out of an event of TensorBoard's protocol (event.proto, summary.proto, tensor.proto).</summary>
internal static class ScalarEvent
{
    private const int TypeFloat = 1;
    private const int TypeDouble = 2;

    /// <summary>Takes one scalar.</summary>
    /// <param name="wallTime">When it was written, seconds since the Unix epoch.</param>
    /// <param name="step">The step it belongs to.</param>
    /// <param name="tag">Its name, UTF-8.</param>
    /// <param name="value">Its value.</param>
    public delegate void Take(double wallTime, long step, ReadOnlySpan<byte> tag, double value);

    /// <summary>Passes every scalar of an event on.</summary>
    public static void Read(ReadOnlySpan<byte> message, Take take)
    {
        double wallTime = 0;
        long step = 0;

        // Time and step first: fields may come in any order.
        var fields = new ProtoReader(message);
        while (fields.Read())
        {
            if (fields is { Field: 1, WireType: 1 })
            {
                wallTime = fields.AsDouble();
            }
            else if (fields is { Field: 2, WireType: 0 })
            {
                step = (long)fields.Bits;
            }
        }

        fields = new ProtoReader(message);
        while (fields.Read())
        {
            if (fields is { Field: 5, WireType: 2 })
            {
                var summary = new ProtoReader(fields.Bytes);
                while (summary.Read())
                {
                    if (summary is { Field: 1, WireType: 2 } && TryReadValue(summary.Bytes, out ReadOnlySpan<byte> tag, out double value))
                    {
                        take(wallTime, step, tag, value);
                    }
                }
            }
        }
    }

    private static bool TryReadValue(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> tag, out double value)
    {
        tag = default;
        value = 0;
        bool found = false;
        var fields = new ProtoReader(message);
        while (fields.Read())
        {
            switch (fields)
            {
                case { Field: 1, WireType: 2 }:
                    tag = fields.Bytes;
                    break;
                case { Field: 2, WireType: 5 }:
                    value = fields.AsSingle();
                    found = true;
                    break;
                case { Field: 8, WireType: 2 }:
                    found |= TryReadTensor(fields.Bytes, ref value);
                    break;
            }
        }

        return found && !tag.IsEmpty;
    }

    /// <summary>Reads a tensor of one number, float or double.</summary>
    private static bool TryReadTensor(ReadOnlySpan<byte> message, ref double value)
    {
        int type = 0;
        int numbers = 0;
        double read = 0;
        ReadOnlySpan<byte> content = default;
        var fields = new ProtoReader(message);
        while (fields.Read())
        {
            switch (fields)
            {
                case { Field: 1, WireType: 0 }:
                    type = (int)fields.Bits;
                    break;
                case { Field: 4, WireType: 2 }:
                    content = fields.Bytes;
                    break;
                case { Field: 5, WireType: 5 }:
                    read = fields.AsSingle();
                    numbers++;
                    break;
                case { Field: 5, WireType: 2, Bytes.Length: 4 }:
                    read = BinaryPrimitives.ReadSingleLittleEndian(fields.Bytes);
                    numbers++;
                    break;
                case { Field: 6, WireType: 1 }:
                    read = fields.AsDouble();
                    numbers++;
                    break;
                case { Field: 6, WireType: 2, Bytes.Length: 8 }:
                    read = BinaryPrimitives.ReadDoubleLittleEndian(fields.Bytes);
                    numbers++;
                    break;
                case { Field: 5 or 6, WireType: 2, Bytes.Length: > 0 }:
                    return false;
            }
        }

        if (numbers == 0 && type == TypeFloat && content.Length == sizeof(float))
        {
            read = BinaryPrimitives.ReadSingleLittleEndian(content);
            numbers = 1;
        }
        else if (numbers == 0 && type == TypeDouble && content.Length == sizeof(double))
        {
            read = BinaryPrimitives.ReadDoubleLittleEndian(content);
            numbers = 1;
        }

        if (numbers != 1 || type is not (TypeFloat or TypeDouble))
        {
            return false;
        }

        value = read;
        return true;
    }
}
