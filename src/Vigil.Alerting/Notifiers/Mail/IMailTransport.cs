namespace Vigil.Alerting.Notifiers.Mail;

/// <summary>Hands a message to a mail server.</summary>
internal interface IMailTransport
{
    /// <summary>Sends. Failure is a value; never throws but for cancellation.</summary>
    /// <param name="from">Address of the sender.</param>
    /// <param name="to">Addresses of the receivers.</param>
    /// <param name="message">The whole message with its headers, lines ended by CR LF.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<Delivery> SendAsync(string from, IReadOnlyList<string> to, string message, CancellationToken cancellationToken);
}
