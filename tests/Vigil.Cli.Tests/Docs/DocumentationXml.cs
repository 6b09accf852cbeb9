using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vigil.Cli.Tests.Docs;

/// <summary>The summaries that the compiler wrote beside an assembly, as plain text for a table in Markdown.</summary>
internal sealed partial class DocumentationXml(string assembly)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>The summary of a member.</summary>
    /// <param name="id">Its documentation id, such as <c>F:Vigil.Core.Events.EventTypes.Nan</c>.</param>
    public string Summary(string id)
    {
        IEnumerable<string> words = _members[id].Element("summary")!.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement element => $"`{((string?)element.Attribute("cref") ?? element.Value).Split('.')[^1]}`",
            _ => node.ToString(),
        });
        return Blanks().Replace(string.Concat(words), " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
