namespace Vigil.Alerting.Notifiers.Mail;

/// <summary>How a connection to a mail server is secured.</summary>
internal enum MailSecurity
{
    /// <summary>Begun in the clear and secured by STARTTLS before anything is said; a server that cannot is not spoken to.</summary>
    StartTls,

    /// <summary>Secured from the first byte.</summary>
    Tls,

    /// <summary>In the clear; a password is never sent so.</summary>
    None,
}
