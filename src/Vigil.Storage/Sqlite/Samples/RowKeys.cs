namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Keys that hold a run's number above and a count below, so that a run's rows are one range of the key.</summary>
internal static class RowKeys
{
    /// <summary>The key of a run's nth row.</summary>
    public static long Of(long runNumber, long count) => (runNumber << 32) | count;

    /// <summary>The count within a key.</summary>
    public static int CountOf(long key) => (int)(key & uint.MaxValue);

    /// <summary>The run's number within a key.</summary>
    public static long RunOf(long key) => key >> 32;
}
