namespace Vigil.Alerting.Notifiers.Mail;

/// <summary>A mail server.</summary>
internal sealed record SmtpOptions
{
    /// <summary>Its name, which its certificate must bear.</summary>
    public required string Host { get; init; }

    /// <summary>Its port; 587 for submission, 465 with TLS from the start.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is secured.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>Who signs in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>With what; null for nobody.</summary>
    public Secret? Password { get; init; }

    /// <summary>PEM file of a certificate authority to trust beside those of the machine; null for none.</summary>
    public string? AuthorityFile { get; init; }
}
