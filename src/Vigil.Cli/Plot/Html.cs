using System.Text;
using System.Text.Encodings.Web;
using Vigil.Analysis.Findings;

namespace Vigil.Cli.Plot;

/// <summary>Pieces of HTML.</summary>
internal static class Html
{
    /// <summary>Text that came from anywhere, harmless.</summary>
    public static string Text(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>Evidence that unfolds; nothing when there is none.</summary>
    public static string Evidence(string title, IReadOnlyList<EvidenceItem> items)
    {
        if (items.Count == 0)
        {
            return "";
        }

        var html = new StringBuilder($"<details><summary>{Text(title)}</summary><ul>");
        foreach (EvidenceItem item in items)
        {
            html.Append("<li>").Append(Text(item.Text)).Append("</li>");
        }

        return html.Append("</ul></details>").ToString();
    }
}
