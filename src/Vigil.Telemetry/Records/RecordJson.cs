using System.Text.Json.Serialization;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Telemetry.Records;

/// <summary>The parts of a record that travel as JSON inside an attribute or a body.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunStart))]
[JsonSerializable(typeof(RunOutcome))]
[JsonSerializable(typeof(SampleTotals))]
[JsonSerializable(typeof(StepReading))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RecordJson : JsonSerializerContext;
