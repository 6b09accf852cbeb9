using System.Buffers.Binary;
using System.Numerics;

namespace Vigil.Collection.Training.TensorBoard;

/// <summary>The masked CRC-32C of TFRecord files.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The sum as TFRecord stores it.</summary>
    public static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + MaskDelta;
    }
}
