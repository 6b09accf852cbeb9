using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vigil.Alerting.Notifiers.Mail;

/// <summary>
/// As much of SMTP as handing in a message takes (RFC 5321, 3207, 4954): EHLO, STARTTLS, AUTH PLAIN or LOGIN, MAIL, RCPT,
/// DATA, QUIT, one message a connection. A 4xx answer is tried again, a 5xx is final. Left out on purpose: pipelining,
/// other ways to sign in, delivery reports, several messages a connection.
/// </summary>
/// <param name="options">The server.</param>
internal sealed class SmtpTransport(SmtpOptions options) : IMailTransport
{
    private const int LongestLine = 4096;

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(string from, IReadOnlyList<string> to, string message, CancellationToken cancellationToken)
    {
        (string? password, string? fault) = options.Password?.Read() ?? (null, null);
        if (fault is not null)
        {
            return Delivery.Later(fault);
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(options.Host, options.Port, cancellationToken);
            await using var connection = new Connection(client.GetStream());
            await TalkAsync(connection, from, to, message, password, cancellationToken);
            return Delivery.Done;
        }
        catch (SmtpRefusal refusal)
        {
            return refusal.IsFinal ? Delivery.Never(refusal.Message) : Delivery.Later(refusal.Message);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or CryptographicException or UnauthorizedAccessException)
        {
            return Delivery.Later($"{options.Host}:{options.Port}: {exception.Message}");
        }
    }

    private async Task TalkAsync(Connection connection, string from, IReadOnlyList<string> to, string message, string? password, CancellationToken cancellationToken)
    {
        if (options.Security == MailSecurity.Tls)
        {
            await SecureAsync(connection, cancellationToken);
        }

        await connection.ExpectAsync(220, "greeting", cancellationToken);
        IReadOnlyList<string> abilities = await GreetAsync(connection, cancellationToken);
        if (options.Security == MailSecurity.StartTls)
        {
            if (!abilities.Contains("STARTTLS"))
            {
                throw new SmtpRefusal("the server offers no STARTTLS: set security to tls if it speaks TLS from the start", isFinal: true);
            }

            await connection.AskAsync("STARTTLS", 220, cancellationToken);
            await SecureAsync(connection, cancellationToken);

            // What was offered in the clear may have been put there by somebody else: it is asked anew.
            abilities = await GreetAsync(connection, cancellationToken);
        }

        if (options.User is { } user && password is not null)
        {
            await SignInAsync(connection, abilities, user, password, cancellationToken);
        }

        await connection.AskAsync($"MAIL FROM:<{from}>", 250, cancellationToken);
        foreach (string address in to)
        {
            await connection.AskAsync($"RCPT TO:<{address}>", 250, cancellationToken);
        }

        await connection.AskAsync("DATA", 354, cancellationToken);

        // A line that is a dot ends the message: one that begins with a dot is given another.
        string stuffed = message.StartsWith('.') ? "." + message : message;
        await connection.AskAsync(stuffed.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + (stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? "." : "\r\n."), 250, cancellationToken, "message");

        // It is delivered: what is said afterwards cannot undo that.
        await connection.WriteAsync("QUIT", cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> GreetAsync(Connection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> lines = await connection.AskAsync("EHLO " + (Environment.MachineName is { Length: > 0 } name ? name : "localhost"), 250, cancellationToken);
        return [.. lines.Skip(1).Select(line => line.ToUpperInvariant())];
    }

    private async Task SignInAsync(Connection connection, IReadOnlyList<string> abilities, string user, string password, CancellationToken cancellationToken)
    {
        if (options.Security == MailSecurity.None)
        {
            throw new SmtpRefusal("a password is not sent in the clear: set security to start_tls or tls", isFinal: true);
        }

        string[] ways = abilities.FirstOrDefault(line => line.StartsWith("AUTH ", StringComparison.Ordinal))?.Split(' ') ?? [];
        if (ways.Contains("PLAIN"))
        {
            await connection.AskAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), 235, cancellationToken, "AUTH PLAIN");
        }
        else if (ways.Contains("LOGIN"))
        {
            await connection.AskAsync("AUTH LOGIN", 334, cancellationToken);
            await connection.AskAsync(Base64(user), 334, cancellationToken, "AUTH LOGIN");
            await connection.AskAsync(Base64(password), 235, cancellationToken, "AUTH LOGIN");
        }
        else
        {
            throw new SmtpRefusal("the server offers neither AUTH PLAIN nor AUTH LOGIN", isFinal: true);
        }
    }

    private async Task SecureAsync(Connection connection, CancellationToken cancellationToken)
    {
        var secure = new SslClientAuthenticationOptions { TargetHost = options.Host };
        if (options.AuthorityFile is { } file)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(file);
            secure.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            secure.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        await connection.SecureAsync(secure, cancellationToken);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Lines to and from the server.</summary>
    private sealed class Connection(Stream stream) : IAsyncDisposable
    {
        private readonly byte[] _buffer = new byte[LongestLine];
        private Stream _stream = stream;
        private int _filled;

        public async Task SecureAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
        {
            if (_filled > 0)
            {
                throw new SmtpRefusal("the server spoke before the connection was secure", isFinal: false);
            }

            var secure = new SslStream(_stream);
            _stream = secure;
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
        }

        /// <summary>Says something and awaits an answer of a code.</summary>
        /// <param name="line">What is said.</param>
        /// <param name="code">The code.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <param name="shown">What stands for it in errors, where it is long or secret; null for itself.</param>
        public async Task<IReadOnlyList<string>> AskAsync(string line, int code, CancellationToken cancellationToken, string? shown = null)
        {
            await WriteAsync(line, cancellationToken);
            return await ExpectAsync(code, shown ?? line, cancellationToken);
        }

        public async Task WriteAsync(string line, CancellationToken cancellationToken) =>
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);

        public async Task<IReadOnlyList<string>> ExpectAsync(int code, string to, CancellationToken cancellationToken)
        {
            var lines = new List<string>();
            while (true)
            {
                string line = await ReadLineAsync(cancellationToken);
                lines.Add(line.Length > 4 ? line[4..] : "");
                if (line.Length > 3 && line[3] == '-')
                {
                    continue;
                }

                return line.StartsWith(code.ToString(), StringComparison.Ordinal) ? lines : throw new SmtpRefusal($"the server answered {to} with: {line}", isFinal: line.StartsWith('5'));
            }
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();

        private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                int end = _buffer.AsSpan(0, _filled).IndexOf("\r\n"u8);
                if (end >= 0)
                {
                    string line = Encoding.UTF8.GetString(_buffer, 0, end);
                    _buffer.AsSpan(end + 2, _filled - end - 2).CopyTo(_buffer);
                    _filled -= end + 2;
                    return line;
                }

                int read = _filled == _buffer.Length ? 0 : await _stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
                if (read == 0)
                {
                    throw new IOException("the server ended the conversation");
                }

                _filled += read;
            }
        }
    }

    private sealed class SmtpRefusal(string message, bool isFinal) : Exception(message)
    {
        public bool IsFinal => isFinal;
    }
}
