using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vigil.Server.Hosting;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Access;

/// <summary>TLS by a certificate file.</summary>
public sealed class SecureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vigil-tls-").FullName;
    private readonly X509Certificate2 _certificate = SelfSigned();

    [Theory]
    [InlineData("server.pem")]
    [InlineData("server.pfx")]
    public async Task A_certificate_file_secures_the_line(string name)
    {
        string file = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(file, name.EndsWith(".pem", StringComparison.Ordinal)
            ? System.Text.Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem() + "\n" + _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n")
            : _certificate.Export(X509ContentType.Pkcs12));
        await using var room = await StartedRoom.CreateAsync(options => options with { CertificateFile = file });
        room.Room.Address.Scheme.ShouldBe("https");
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _certificate }, RevocationMode = X509RevocationMode.NoCheck };
        using var client = new HttpClient(handler) { BaseAddress = room.Room.Address };

        (await client.GetAsync(new Uri("/api/v1/server", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var plain = new RawConnection(room.Room.Address);
        (await plain.StatusOfAsync("GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).ShouldBeOneOf(0, 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")]
    public async Task A_file_that_holds_no_certificate_is_a_sentence(string content)
    {
        string file = Path.Combine(_folder, "broken.pem");
        await File.WriteAllTextAsync(file, content);
        await using var other = await StartedRoom.CreateAsync(options => options);
        var options = new ServerOptions { Port = 0, Database = "unused", CertificateFile = file };

        Should.Throw<ServerStartException>(() => ControlRoom.Create(options, other.Room.Store, TimeProvider.System)).Message.ShouldContain(file);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
