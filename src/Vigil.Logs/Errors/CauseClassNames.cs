namespace Vigil.Logs.Errors;

/// <summary>The printed and stored names of causes and levels: a contract.</summary>
public static class CauseClassNames
{
    /// <summary>The name in snake case, such as <c>cuda_oom</c>.</summary>
    public static string Of(CauseClass cause)
    {
        string name = cause.ToString();
        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
