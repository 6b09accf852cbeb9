using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Configuration.Arguments;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Dialects;

/// <summary>Settings that variables of the environment make, for programs in Python.</summary>
internal static class EnvironmentSettings
{
    private static readonly (TrainingSetting Setting, string[] Variables, ValueForm Form)[] s_variables =
    [
        (TrainingSetting.CpuThreads, ["OMP_NUM_THREADS", "MKL_NUM_THREADS"], ValueForm.Number),
        (TrainingSetting.AllocatorOptions, ["PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_HIP_ALLOC_CONF"], ValueForm.Text),
    ];

    /// <summary>Those that are set, in front of the program or in the snapshot, and the places of those that are not.</summary>
    public static IEnumerable<SettingOccurrence> Read(CommandArguments arguments, JsonObject? snapshot)
    {
        var environment = snapshot?["environment"] as JsonObject;
        foreach ((TrainingSetting setting, string[] variables, ValueForm form) in s_variables)
        {
            string? name = Array.Find(variables, variable => ValueOf(arguments, environment, variable) is not null);
            if (name is not null)
            {
                JsonNode? written = PlainScalar.Parse(ValueOf(arguments, environment, name)!);
                if (form.Read(written) is { } value)
                {
                    yield return new SettingOccurrence(setting, Place(name), value, IsWritten: true) { Written = written, Form = form };
                }
            }
            else if (arguments.IsPython || snapshot?["python"] is JsonObject)
            {
                // Of PyTorch's two names the older one is understood by all releases.
                JsonNode? unwritten = setting == TrainingSetting.CpuThreads ? DefaultThreads(arguments, snapshot) : null;
                yield return new SettingOccurrence(setting, Place(setting == TrainingSetting.CpuThreads ? variables[0] : variables[1]), unwritten, IsWritten: false) { Form = form };
            }
        }
    }

    private static SettingPlace Place(string variable) => new(null, variable) { IsEnvironment = true };

    private static string? ValueOf(CommandArguments arguments, JsonObject? environment, string variable) =>
        arguments.Options.LastOrDefault(option => option.IsEnvironment && option.Name == variable)?.Value
        ?? (environment?[variable] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null);

    /// <summary>torchrun gives each of several processes one thread; otherwise a library takes a thread per core.</summary>
    private static JsonNode? DefaultThreads(CommandArguments arguments, JsonObject? snapshot)
    {
        CommandOption? processes = arguments.Options.FirstOrDefault(option => option.Index < arguments.FirstArgument && option.Name == "nproc_per_node");
        if (processes?.Value is { } count && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 1)
        {
            return 1;
        }

        return snapshot?["host"] is JsonObject host ? (host["physical_cores"] ?? host["logical_cores"])?.DeepClone() : null;
    }
}
