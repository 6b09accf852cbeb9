using System.CommandLine;

namespace Vigil.Cli.Commands;

/// <summary>An option that takes the address of an OpenTelemetry receiver.</summary>
internal static class TelemetryOption
{
    public static Option<Uri?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} takes an address such as http://host:port, not '{text}'.");
            return null;
        },
    };
}
