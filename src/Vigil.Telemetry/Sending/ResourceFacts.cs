using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Sending;

/// <summary>The resource that a run is told as: a service of the run's name, its instance the run's id.</summary>
internal static class ResourceFacts
{
    private const int ResourceField = 1;

    /// <summary>Writes the resource into a group.</summary>
    public static void Write(ProtoWriter output, RunStart start)
    {
        int resource = output.Begin(ResourceField);
        OtlpPairs.Write(output, 1, "service.name", start.Name);
        OtlpPairs.Write(output, 1, "service.instance.id", start.Id);
        OtlpPairs.Write(output, 1, "host.name", start.Recorder.HostName);
        OtlpPairs.Write(output, 1, "process.working_directory", start.WorkingDirectory);
        OtlpPairs.Write(output, 1, "process.command_args", new JsonArray([.. start.Command.Select(word => (JsonNode)word)]));
        output.End(resource);
    }
}
