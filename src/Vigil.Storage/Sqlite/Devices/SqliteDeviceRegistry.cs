using System.Text.Json.Nodes;
using Vigil.Core.Devices;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Devices;

/// <summary>Reads and writes VigilDevice, and reads VigilIntake.</summary>
internal sealed class SqliteDeviceRegistry(ReaderPool readers, Func<Database>? openForWriting) : IDeviceRegistry
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, DeviceDescription> Descriptions() => readers.Read(database =>
    {
        var found = new Dictionary<string, DeviceDescription>();
        Statement statement = database.Prepare("SELECT name, roles, model, layers FROM VigilDevice");
        while (statement.Step())
        {
            string name = statement.Text(0);
            found.Add(name, new DeviceDescription(name, [.. List(statement.Text(1)).Select(role => (string)role!)], statement.NullableText(2), [.. List(statement.Text(3)).Select(layer => (int)layer!)]));
        }

        statement.Reset();
        return found;
    });

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IntakeStatus> Intakes() => readers.Read(database =>
    {
        var found = new Dictionary<string, IntakeStatus>();
        Statement statement = database.Prepare("SELECT record_id, lost, clock_offset_ms, seen_ms FROM VigilIntake");
        while (statement.Step())
        {
            found.Add(statement.Text(0), new IntakeStatus(statement.Text(0), statement.Integer(1), statement.Integer(2), statement.Integer(3)));
        }

        statement.Reset();
        return found;
    });

    /// <inheritdoc/>
    public bool Describe(DeviceDescription description)
    {
        if (openForWriting is null)
        {
            return false;
        }

        try
        {
            using Database database = openForWriting();
            database.Prepare("INSERT OR REPLACE INTO VigilDevice (name, roles, model, layers) VALUES (?1, ?2, ?3, ?4)")
                .Bind(1, description.Name)
                .Bind(2, new JsonArray([.. description.Roles.Select(role => (JsonNode)role)]).ToJsonString())
                .Bind(3, description.Model)
                .Bind(4, new JsonArray([.. description.Layers.Select(layer => (JsonNode)layer)]).ToJsonString())
                .Run();
            return true;
        }
        catch (StoreUnavailableException)
        {
            // Locked or full: the caller says so.
            return false;
        }
    }

    private static JsonArray List(string json) => JsonNode.Parse(json) as JsonArray ?? [];
}
