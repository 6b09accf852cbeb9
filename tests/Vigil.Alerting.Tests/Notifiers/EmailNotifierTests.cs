using System.Diagnostics;
using System.Text;
using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Notifiers.Mail;
using Vigil.Alerting.Tests.Support;
using Vigil.Testing;

namespace Vigil.Alerting.Tests.Notifiers;

/// <summary>Against a real mail server with STARTTLS and AUTH.</summary>
public sealed class EmailNotifierTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vigil-mail-").FullName;
    private readonly int _port = HttpReceiver.FreePort();
    private Server? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Mail_arrives_over_TLS_signed_in_and_whole()
    {
        await StartAsync();
        const string Summary = "GPU 0 on box: 90 °C, ein ziemlich langer Satz über Lüfter und Staub, der umbrochen wird";

        (await Notifier().SendAsync(Told.Of(summary: Summary), default)).ShouldBe(Delivery.Done);
        (await Notifier().SendAsync(Told.Of(summary: ".\n.dot\nBcc: x@y"), default)).ShouldBe(Delivery.Done);

        string mail = await File.ReadAllTextAsync(Path.Combine(_folder, "1.eml"));
        mail.ShouldContain("X-To: me@example.org,you@example.org");
        mail.ShouldContain("Subject: =?utf-8?B?");
        Body(mail).ShouldStartWith($"CRITICAL  {Summary}\r\nLook at the fans.\r\n");
        string id = mail.Split("\r\n").Single(line => line.StartsWith("Message-ID: ", StringComparison.Ordinal));
        string second = await File.ReadAllTextAsync(Path.Combine(_folder, "2.eml"));
        Body(second).ShouldStartWith("CRITICAL  .\r\n.dot\r\nBcc: x@y\r\n");
        second.Split("\r\n\r\n")[0].ShouldNotContain("Bcc");

        // The same notification has the same identity each time.
        second.ShouldContain(id);
    }

    [SkippableTheory]
    [InlineData("nobody@example.org", "Refused", "550")]
    [InlineData("later@example.org", "Retry", "451")]
    public async Task The_server_says_whether_to_try_again(string to, string outcome, string said)
    {
        await StartAsync();

        Delivery delivery = await Notifier(to: to).SendAsync(Told.Of(), default);

        delivery.Outcome.ToString().ShouldBe(outcome);
        delivery.Error!.ShouldContain(said);
    }

    [SkippableFact]
    public async Task A_wrong_password_is_final_and_told_nowhere()
    {
        await StartAsync();

        Delivery delivery = await Notifier(password: "wrong-secret").SendAsync(Told.Of(), default);

        delivery.Outcome.ShouldBe(DeliveryOutcome.Refused);
        delivery.Error!.ShouldContain("535");
        delivery.Error!.ShouldNotContain("wrong-secret");
        delivery.Error!.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("\0vigil\0wrong-secret")));
    }

    [SkippableFact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_spoken_to()
    {
        await StartAsync();

        (await Notifier(authority: null).SendAsync(Told.Of(), default)).Outcome.ShouldBe(DeliveryOutcome.Retry);

        Directory.GetFiles(_folder, "*.eml").ShouldBeEmpty();
    }

    private static string Body(string mail) => Encoding.UTF8.GetString(Convert.FromBase64String(mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]));

    private string File1(string name) => Path.Combine(_folder, name);

    private EmailNotifier Notifier(string to = "me@example.org", string password = "päss", string? authority = "cert.pem")
    {
        File.WriteAllText(File1("password"), password);
        var options = new SmtpOptions
        {
            Host = "localhost",
            Port = _port,
            User = "vigil",
            Password = new Secret(File1("password"), null),
            AuthorityFile = authority is null ? null : File1(authority),
        };
        return new EmailNotifier(new SmtpTransport(options), "vigil@example.org", to == "me@example.org" ? [to, "you@example.org"] : [to], null);
    }

    private async Task StartAsync()
    {
        Skip.IfNot(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd"), "python3-aiosmtpd is not installed");
        var make = new ProcessStartInfo("/usr/bin/openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", File1("key.pem"), "-out", File1("cert.pem")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using Process openssl = Process.Start(make)!;
        await openssl.StandardError.ReadToEndAsync();
        await openssl.WaitForExitAsync();
        openssl.ExitCode.ShouldBe(0);
        _server = await Server.StartAsync(
            "python3", "/usr/bin/python3", _port, Repository.At("tests/Vigil.Alerting.Tests/Notifiers/smtp_server.py"), $"{_port}", File1("cert.pem"), File1("key.pem"), _folder);
    }
}
