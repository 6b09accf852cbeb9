using YamlDotNet.RepresentationModel;

namespace Vigil.Configuration.Editing;

/// <summary>Where things lie in the text of a YAML file, beyond what its parser tells.</summary>
internal static class YamlPositions
{
    /// <summary>Over the colon and blanks after a key.</summary>
    public static int SkipToValue(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        if (at < text.Length && text[at] == ':')
        {
            at++;
        }

        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Over an anchor and a tag in front of a value.</summary>
    public static int SkipProperties(string text, int at)
    {
        while (at < text.Length && text[at] is '&' or '!')
        {
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            while (at < text.Length && text[at] is ' ' or '\t')
            {
                at++;
            }
        }

        return at;
    }

    /// <summary>Where a node ends. Of a list or section in brackets the parser tells only where it begins.</summary>
    public static int EndOf(string text, YamlNode node)
    {
        if (node is YamlScalarNode)
        {
            return (int)node.End.Index;
        }

        int depth = 0;
        char quote = '\0';
        for (int i = (int)node.Start.Index; i < text.Length; i++)
        {
            char character = text[i];
            if (quote != '\0')
            {
                i += quote == '"' && character == '\\' ? 1 : 0;
                quote = character == quote ? '\0' : quote;
            }
            else if (character is '"' or '\'')
            {
                quote = character;
            }
            else if (character is '[' or '{')
            {
                depth++;
            }
            else if (character is ']' or '}' && --depth == 0)
            {
                return i + 1;
            }
        }

        return (int)node.End.Index;
    }
}
