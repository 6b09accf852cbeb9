using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Vigil.Core.Secrets;

/// <summary>
/// Keeps secrets out of what is stored of a command line, an environment or a configuration file. Names decide: whoever
/// calls a value a token, key or password means it; credentials inside URLs are cut as well. Takes time in proportion to what it
/// reads, whatever that is: some of it comes from the network.
/// </summary>
public static partial class Redaction
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>Of expressions that read every character a bounded number of times, and end long before.</summary>
    private const int LinearMilliseconds = 60_000;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_secretWords = LookupOf(
    [
        "secret", "secrets", "password", "passwd", "pwd", "passphrase", "credential", "credentials", "apikey", "webhook",
        "jwt", "bearer", "authorization",
    ]);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_keyOwners = LookupOf(
    [
        "api", "access", "private", "auth", "ssh", "encryption", "signing", "account", "license", "wandb",
    ]);

    /// <summary>Words before <c>token</c> that speak of a tokeniser's vocabulary, not of access.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_vocabularyWords = LookupOf(
    [
        "pad", "eos", "bos", "unk", "sep", "cls", "mask", "special", "image", "video", "audio", "stop", "start", "end", "per",
        "max", "min", "num", "trigger", "placeholder", "by", "next", "last", "first", "time", "class", "instance", "new",
    ]);

    /// <summary>True when a setting of this name must not be stored: <c>HF_TOKEN</c>, <c>apiKey</c>, <c>db-password</c>.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> before = default;
        bool endsWithToken = false;
        foreach (ValueMatch match in Words().EnumerateMatches(name))
        {
            ReadOnlySpan<char> word = name.Slice(match.Index, match.Length);
            if (s_secretWords.Contains(word) || (word.Equals("key", StringComparison.OrdinalIgnoreCase) && s_keyOwners.Contains(before)))
            {
                return true;
            }

            endsWithToken = word.Equals("token", StringComparison.OrdinalIgnoreCase) && !s_vocabularyWords.Contains(before);
            before = word;
        }

        return endsWithToken;
    }

    /// <summary>Masks credentials in URLs: <c>https://user:password@host</c>, <c>?access_token=…</c>.</summary>
    public static string MaskUrls(string text)
    {
        string withoutUsers = text.Contains('@', StringComparison.Ordinal) ? UrlCredentials().Replace(text, "${scheme}" + Mask + "@") : text;
        return withoutUsers.Contains('=', StringComparison.Ordinal) ? UrlParameter().Replace(withoutUsers, MaskAssignment) : withoutUsers;
    }

    /// <summary>Masks the values of secret names in the text of a configuration file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="known">
    /// Secrets that <see cref="MaskTree(JsonNode?)"/> found in it: lists, blocks of lines and the like, which cannot be told from the
    /// text alone, are masked wherever they stand.
    /// </param>
    public static string MaskText(string text, IReadOnlyCollection<string>? known = null)
    {
        foreach (string secret in (known ?? []).OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return MaskUrls(Assignment().Replace(text, MaskAssignment));
    }

    /// <summary>
    /// Masks settings of one to a line (TOML, INI, and what could not be parsed): all that follows a secret name.
    /// </summary>
    public static string MaskLines(string text) => Setting().Replace(text, MaskAssignment);

    /// <summary>Masks, in place, everything below members of secret names, and credentials inside URLs.</summary>
    /// <returns>The lines of the values that were masked; those of fewer than four characters are left out.</returns>
    public static IReadOnlyCollection<string> MaskTree(JsonNode? root)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        MaskTree(root, secret: false, found);
        return found;
    }

    private static JsonNode? MaskTree(JsonNode? node, bool secret, HashSet<string> found)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (string name in members.Select(member => member.Key).ToList())
                {
                    JsonNode? value = members[name];
                    JsonNode? masked = MaskTree(value, secret || IsSecretName(name), found);
                    if (!ReferenceEquals(value, masked))
                    {
                        members[name] = masked;
                    }
                }

                return node;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    JsonNode? masked = MaskTree(items[i], secret, found);
                    if (!ReferenceEquals(items[i], masked))
                    {
                        items[i] = masked;
                    }
                }

                return node;
            case JsonValue value when secret && value.GetValueKind() is (JsonValueKind.String or JsonValueKind.Number):
                string hidden = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
                found.UnionWith(hidden.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= 4));
                return JsonValue.Create(Mask);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                string text = value.GetValue<string>();
                string clean = MaskUrls(text);
                return clean == text ? node : JsonValue.Create(clean);
            default:
                return node;
        }
    }

    /// <summary>Masks <c>--token VALUE</c>, <c>--api-key=VALUE</c> and <c>KEY=VALUE</c> arguments.</summary>
    public static IReadOnlyList<string> MaskArguments(IReadOnlyList<string> arguments)
    {
        var masked = new List<string>(arguments.Count);
        bool maskNext = false;
        foreach (string argument in arguments)
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals > 0 ? argument[..equals] : argument;
            bool isFlag = argument.StartsWith('-');
            bool secret = (isFlag || equals > 0) && name.Length < 64 && IsSecretName(name);
            masked.Add(maskNext && !isFlag ? Mask : secret && equals > 0 ? name + "=" + Mask : MaskUrls(argument));
            maskNext = secret && equals < 0;
        }

        return masked;
    }

    /// <summary>Masks a command line that stands in one text: what <see cref="MaskArguments"/> masks. Spaces between arguments become one.</summary>
    public static string MaskCommandLine(string text) => string.Join(' ', MaskArguments([.. CommandLineArguments().Matches(text).Select(match => match.Value)]));

    private static string MaskAssignment(Match match) => IsSecretName(match.Groups["name"].ValueSpan) ? match.Groups["lead"].Value + Mask : match.Value;

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> LookupOf(IEnumerable<string> words) =>
        words.ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Words of a name: split at anything that is no letter or digit, and where lower case turns upper.</summary>
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.ExplicitCapture, LinearMilliseconds)]
    private static partial Regex Words();

    /// <summary>An assignment of YAML, JSON, TOML or INI. The value ends with the line, or with a comma or brace.</summary>
    [GeneratedRegex("""(?<lead>["']?(?<name>[A-Za-z][\w.\-]*)["']?[ \t]*[:=][ \t]*)(?<value>"[^"\n]*"|'[^'\n]*'|[^\s,}#{\[][^\n,}]*)""", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Assignment();

    /// <summary>A setting that has a line to itself; with TOML's three quotes the value goes on to the next three.</summary>
    [GeneratedRegex(""""^(?<lead>[ \t]*["']?(?<name>[A-Za-z][\w.\-]*)["']?[ \t]*[:=][ \t]*)("{3}[\s\S]*?("{3}|\z)|'{3}[\s\S]*?('{3}|\z)|[^\s#][^\n]*)"""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Setting();

    /// <summary>An argument, with its quotes; a quote that is not closed is a character like others.</summary>
    [GeneratedRegex("""(?>("[^"]*"|'[^']*'|[^\s"']+|["'])+)""", RegexOptions.ExplicitCapture, LinearMilliseconds)]
    private static partial Regex CommandLineArguments();

    /// <summary>A parameter of an address, also where the address is left out before the first of them.</summary>
    [GeneratedRegex("""(?<lead>(^|(?<=[?&]))(?<name>[\w.\-]{1,64})=)[^&\s#"']+""", RegexOptions.ExplicitCapture, LinearMilliseconds)]
    private static partial Regex UrlParameter();

    [GeneratedRegex(@"(?<scheme>[a-zA-Z][\w+.\-]{0,30}://)[^/\s:@]+:[^/\s@]+@", RegexOptions.ExplicitCapture, LinearMilliseconds)]
    private static partial Regex UrlCredentials();
}
