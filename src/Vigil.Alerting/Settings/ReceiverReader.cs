using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Notifiers.Mail;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Settings;

/// <summary>Reads one entry of <c>alerting.receivers</c>. The one list of notifiers there are.</summary>
/// <param name="http">Posts.</param>
/// <param name="externalUrl">Where this server is reached; null for nowhere.</param>
/// <param name="repeatSeconds">Time between repetitions.</param>
internal sealed class ReceiverReader(HttpSending http, Uri? externalUrl, double repeatSeconds)
{
    /// <summary>The receiver; null when it has faults, which are then told.</summary>
    public Receiver? Read(SettingNode node, ICollection<string> faults)
    {
        int before = faults.Count;
        string type = node.Required("type");
        INotifier? notifier = type switch
        {
            "slack" => new SlackNotifier(http, Secret(node, "url", needed: true, mayStandThere: true)!, externalUrl),
            "webhook" => new WebhookNotifier(http, Secret(node, "url", needed: true, mayStandThere: true)!, Secret(node, "token"), externalUrl),
            "alertmanager" => new AlertmanagerNotifier(http, Secret(node, "url", needed: true, mayStandThere: true)!, Secret(node, "token"), externalUrl, (2 * repeatSeconds) + 300),
            "email" => Email(node),
            "desktop" => new DesktopNotifier(),
            "command" => Command(node),
            _ => null,
        };
        if (notifier is null && type.Length > 0 && faults.Count == before)
        {
            node.Fault("type", $"must be one of slack, webhook, alertmanager, email, desktop, command, not '{type}'");
        }

        var match = new List<LabelMatcher>();
        foreach (string text in node.Texts("match"))
        {
            (LabelMatcher? matcher, string? fault) = MatcherText.Parse(text);
            if (matcher is null)
            {
                node.Fault("match", fault!);
            }
            else
            {
                match.Add(matcher);
            }
        }

        AlertSeverity least = node.Word<AlertSeverity>("severity") ?? AlertSeverity.Info;
        bool resolved = node.Switch("send_resolved", true);
        string name = node.Text("name") ?? type;
        node.RefuseOthers();
        return faults.Count > before || notifier is null ? null : new Receiver { Name = name, Notifier = notifier, LeastSeverity = least, Match = match, SendResolved = resolved };
    }

    /// <summary>A secret: <c>NAME_file</c> or <c>NAME_env</c>, or where it need not be one, <c>NAME</c> itself.</summary>
    private static Secret? Secret(SettingNode node, string name, bool needed = false, bool mayStandThere = false)
    {
        string? file = node.Text(name + "_file");
        string? variable = node.Text(name + "_env");
        string? plain = mayStandThere ? node.Text(name) : null;
        int given = (file is null ? 0 : 1) + (variable is null ? 0 : 1) + (plain is null ? 0 : 1);
        if (given > 1 || (needed && given == 0))
        {
            node.Fault(name, given == 0 ? $"is missing: give {name}_file or {name}_env{(mayStandThere ? ", or " + name + " where it is no secret" : "")}" : "is given more than once");
        }

        return plain is not null ? Notifiers.Secret.Plain(plain) : given == 0 ? null : new Secret(file, variable);
    }

    private CommandNotifier? Command(SettingNode node)
    {
        IReadOnlyList<string> command = node.Texts("command");
        if (command.Count == 0)
        {
            node.Fault("command", "is missing: give the program and its arguments as a list");
            return null;
        }

        return new CommandNotifier(command, externalUrl);
    }

    private EmailNotifier? Email(SettingNode node)
    {
        string host = node.Required("host");
        MailSecurity security = node.Word<MailSecurity>("security") ?? MailSecurity.StartTls;
        double port = node.Quantity("port") ?? (security == MailSecurity.Tls ? 465 : 587);
        if (port is < 1 or > 65_535 || port != Math.Floor(port))
        {
            node.Fault("port", "must be a port from 1 to 65535");
        }

        string from = node.Required("from");
        IReadOnlyList<string> to = node.Texts("to");
        if (to.Count == 0)
        {
            node.Fault("to", "is missing: give one or more addresses");
        }

        foreach (string address in to.Append(from).Where(address => address.Length > 0 && !MailMessageText.IsAddress(address)))
        {
            node.Fault(address == from ? "from" : "to", $"'{address}' is no address");
        }

        string? user = node.Text("user");
        Secret? password = Secret(node, "password", needed: user is not null);
        if (user is not null && security == MailSecurity.None)
        {
            node.Fault("security", "must be start_tls or tls where somebody signs in: a password is not sent in the clear");
        }

        var options = new SmtpOptions { Host = host, Port = (int)port, Security = security, User = user, Password = password, AuthorityFile = node.Text("authority_file") };
        return new EmailNotifier(new SmtpTransport(options), from, to, externalUrl);
    }
}
