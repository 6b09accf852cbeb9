using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Shows a notice on the desktop of whoever runs the server: <c>notify-send</c>, on macOS <c>osascript</c>, on Windows a balloon by PowerShell.</summary>
internal sealed class DesktopNotifier : INotifier
{
    private const string Balloon =
        "Add-Type -AssemblyName System.Windows.Forms,System.Drawing; $n = New-Object System.Windows.Forms.NotifyIcon; "
        + "$n.Icon = [System.Drawing.SystemIcons]::Warning; $n.Visible = $true; $n.ShowBalloonTip(10000, $env:VIGIL_ALERT_TITLE, $env:VIGIL_ALERT_TEXT, 'Warning'); Start-Sleep 5; $n.Dispose()";

    public string Kind => "desktop";

    public Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken)
    {
        string title = AlertWords.Subject(notification);
        string text = string.Join('\n', notification.Alerts.Select(AlertWords.Summary).Distinct());
        (string program, string[] arguments) = OperatingSystem.IsMacOS()
            ? ("osascript", ["-e", "display notification (system attribute \"VIGIL_ALERT_TEXT\") with title (system attribute \"VIGIL_ALERT_TITLE\")"])
            : OperatingSystem.IsWindows() ? ("powershell", ["-NoProfile", "-Command", Balloon])
            : ("notify-send", (string[])["--app-name=Vigil", "--urgency=" + (notification.IsFiring ? "critical" : "normal"), "--", title, text]);

        // Texts go by variables where the program would else read them as its language.
        return ProgramCall.RunAsync(program, arguments, "", new Dictionary<string, string> { ["VIGIL_ALERT_TITLE"] = title, ["VIGIL_ALERT_TEXT"] = text }, cancellationToken);
    }
}
