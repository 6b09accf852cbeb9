using System.Globalization;
using System.Text;

namespace Vigil.Alerting.Notifiers.Mail;

/// <summary>A plain text message as mail servers take it.</summary>
internal static class MailMessageText
{
    /// <summary>Bytes of text in one encoded word: it may have 75 characters with what stands around it.</summary>
    private const int WordBytes = 42;

    /// <summary>Puts it together: UTF-8 in base64, so that no line is too long and none can be taken for a header.</summary>
    public static string Create(string from, IReadOnlyList<string> to, string subject, string body, string messageId, DateTimeOffset at)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\r\n")), Base64FormattingOptions.InsertLineBreaks);
        return $"From: <{from}>\r\n"
            + $"To: {string.Join(",\r\n ", to.Select(address => $"<{address}>"))}\r\n"
            + $"Subject: {Words(subject)}\r\n"
            + $"Date: {at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n"
            + $"Message-ID: <{messageId}>\r\n"
            + "Auto-Submitted: auto-generated\r\n"
            + "MIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + encoded + "\r\n";
    }

    /// <summary>Whether a text is an address that can stand between angle brackets.</summary>
    public static bool IsAddress(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1 && text.Length <= 254 && text.All(sign => sign is > ' ' and < '\x7f' and not ('<' or '>' or ',' or ';' or '"' or '\\'));
    }

    // RFC 2047, in whole characters.
    private static string Words(string text)
    {
        if (text.All(sign => sign is >= ' ' and < '\x7f') && text.Length < 60 && !text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        var words = new List<string>();
        var word = new List<byte>();
        foreach (Rune rune in text.EnumerateRunes())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > WordBytes)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }

            word.AddRange(bytes);
        }

        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\r\n ", words.Select(part => $"=?utf-8?B?{part}?="));
    }
}
