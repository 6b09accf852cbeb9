using System.Buffers.Binary;
using System.Text;

namespace Vigil.Collection.Tests.Training.TensorBoard;

/// <summary>Writes event files as TensorBoard's writers do, with its own checksum (bit by bit).</summary>
internal static class EventFileWriter
{
    public static byte[] Scalar(double wallTime, long step, string tag, float value) =>
        Record(Event(wallTime, step, [.. Field(1, Encoding.UTF8.GetBytes(tag)), 0x15, .. BitConverter.GetBytes(value)]));

    /// <summary>As TensorFlow 2 writes: a tensor of one number.</summary>
    public static byte[] Tensor(double wallTime, long step, string tag, double value, bool asContent)
    {
        byte[] number = BitConverter.GetBytes(value);
        byte[] tensor = [0x08, 2, .. Field(2, []), .. asContent ? Field(4, number) : [0x31, .. number]];
        return Record(Event(wallTime, step, [.. Field(1, Encoding.UTF8.GetBytes(tag)), .. Field(8, tensor)]));
    }

    /// <summary>As TensorFlow 2 writes: a tensor of one float.</summary>
    public static byte[] FloatTensor(double wallTime, long step, string tag, float value) =>
        Record(Event(wallTime, step, [.. Field(1, Encoding.UTF8.GetBytes(tag)), .. Field(8, [0x08, 1, .. Field(5, BitConverter.GetBytes(value))])]));

    /// <summary>The record that starts every file.</summary>
    public static byte[] Version(double wallTime) => Record([0x09, .. BitConverter.GetBytes(wallTime), .. Field(3, "brain.Event:2"u8.ToArray())]);

    public static byte[] Record(byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        return [.. length, .. BitConverter.GetBytes(Masked(length)), .. data, .. BitConverter.GetBytes(Masked(data))];
    }

    private static byte[] Event(double wallTime, long step, byte[] value) =>
        [0x09, .. BitConverter.GetBytes(wallTime), 0x10, .. Varint((ulong)step), .. Field(5, Field(1, value))];

    private static byte[] Field(int number, byte[] bytes) => [(byte)((number << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static uint Masked(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0x82f63b78 & (0 - (crc & 1)));
            }
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
