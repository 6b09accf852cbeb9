using System.Security.Cryptography;
using System.Text;

namespace Vigil.Server.Access;

/// <summary>Who may come in, by token. Tokens themselves are not kept, only their digests.</summary>
internal sealed class AccessTokens
{
    private const int ShortestToken = 16;
    private const int MostTokens = 100;
    private const long LargestFile = 64 * 1024;

    private readonly List<(byte[] Digest, Role Role)> _tokens = [];

    private AccessTokens()
    {
    }

    /// <summary>Reads a token file; a sentence that says what is wrong with it instead.</summary>
    public static (AccessTokens? Tokens, string? Fault) Read(string path)
    {
        string[] lines;
        try
        {
            var file = new FileInfo(path);
            if (!OperatingSystem.IsWindows() && file.Exists && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            {
                return (null, $"the token file '{path}' can be read or written by others: chmod 600 it");
            }

            if (file.Exists && file.Length > LargestFile)
            {
                return (null, $"the token file '{path}' is larger than 64 KiB");
            }

            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot read the token file '{path}': {exception.Message}");
        }

        var tokens = new AccessTokens();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            // The line itself is not repeated: it may hold a token.
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [("viewer" or "operator") and var role, var token] || token.Length < ShortestToken)
            {
                return (null, $"line {i + 1} of the token file '{path}' is neither 'viewer TOKEN' nor 'operator TOKEN', the token of at least {ShortestToken} characters");
            }

            tokens._tokens.Add((Digest(token), role == "operator" ? Role.Operator : Role.Viewer));
        }

        return tokens._tokens.Count is > 0 and <= MostTokens ? (tokens, null) : (null, $"the token file '{path}' must hold 1 to {MostTokens} tokens");
    }

    /// <summary>The role of a token; null when it is none of these. Takes the same time for each.</summary>
    public Role? Find(string token)
    {
        byte[] digest = Digest(token);
        Role? found = null;
        foreach ((byte[] known, Role role) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known, digest))
            {
                found = role;
            }
        }

        return found;
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
