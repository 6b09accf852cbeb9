using Vigil.Core.Maintenance;
using Vigil.Storage.Sqlite;

namespace Vigil.Storage.Tests.Support;

/// <summary>Maintains a store in a process of its own until it is killed.</summary>
internal static class ChildMaintainer
{
    /// <summary>Deletes the samples of all that is not being recorded; their roll-ups stay.</summary>
    public static RetentionPolicy RollupsAlone { get; } = new() { RawAge = TimeSpan.Zero, MinuteAge = null, IncludesRuns = true };

    public static int Maintain(string path)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path });
        Console.WriteLine("open");
        store.Maintenance.MaintainAsync(RollupsAlone).GetAwaiter().GetResult();
        Console.WriteLine("done");
        return 0;
    }
}
