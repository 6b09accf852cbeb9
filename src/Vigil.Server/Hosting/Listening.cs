using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Vigil.Server.Hosting;

/// <summary>Where and how the server listens: its address, its bounds, its certificate.</summary>
internal static class Listening
{
    private const long LargestBody = 1 << 20;
    private const int MostConnections = 2000;

    /// <summary>The address that a person wrote.</summary>
    /// <exception cref="ServerStartException">It is none.</exception>
    public static IPAddress Address(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        _ => IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            ? address
            : throw new ServerStartException($"'{host}' is no address to listen on: give one of this machine's addresses, such as 127.0.0.1 or 0.0.0.0"),
    };

    public static void Configure(KestrelServerOptions kestrel, IPAddress address, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = LargestBody;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxConcurrentUpgradedConnections = MostConnections;
        HttpsConnectionAdapterOptions? secure = options.CertificateFile is { } file ? Certificate(file) : null;
        kestrel.Listen(address, options.Port, listener =>
        {
            if (secure is not null)
            {
                listener.UseHttps(secure);
            }
        });
    }

    /// <summary>Says in a sentence why nothing can listen; null when it is something else.</summary>
    public static string? Explain(Exception exception, ServerOptions options)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            string? reason = cause switch
            {
                AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
                    $"port {options.Port} is in use, perhaps by another vigil serve: stop that, or choose another by --port",
                SocketException { SocketErrorCode: SocketError.AccessDenied } => $"this user may not listen on port {options.Port}: choose one above 1023 by --port",
                SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => $"this machine has no address {options.Host}: choose another by --host",
                SocketException { SocketErrorCode: SocketError.AddressFamilyNotSupported } => $"this machine does not speak the protocol of {options.Host}: choose another by --host",
                _ => null,
            };
            if (reason is not null)
            {
                return $"cannot listen on {options.Host}:{options.Port}: {reason}";
            }
        }

        return null;
    }

    private static HttpsConnectionAdapterOptions Certificate(string file)
    {
        try
        {
            if (!File.ReadAllText(file).Contains("-----BEGIN", StringComparison.Ordinal))
            {
                return new HttpsConnectionAdapterOptions { ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(file, password: null) };
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            return new HttpsConnectionAdapterOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(file), ServerCertificateChain = chain };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ServerStartException($"cannot use the certificate '{file}': {exception.Message} It must hold a certificate and its key, as PEM or as PKCS #12 without a password", exception);
        }
    }
}
