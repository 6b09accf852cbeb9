using Vigil.Core.Sampling;

namespace Vigil.Telemetry.Receiving;

/// <summary>Sets totals: as they are told, or, of deltas, added to what the sample before had.</summary>
internal static class Totals
{
    public static void Set(long[] values, int column, long value, bool isDelta) =>
        values[column] = isDelta && values[column] != Reading.NotAvailable ? unchecked(values[column] + value) : value;

    public static void SetReal(long[] values, int column, double value, bool isDelta) =>
        values[column] = Reading.OfReal(isDelta && values[column] != Reading.NotAvailable ? BitConverter.Int64BitsToDouble(values[column]) + value : value);
}
