using System.Text;
using Vigil.Alerting.Words;

namespace Vigil.Alerting.Rules;

/// <summary>Fills what a rule tells people.</summary>
internal static class AlertText
{
    /// <summary>Puts values in place of <c>{value}</c>, <c>{detail}</c> and names of labels; what is not known stays empty.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> labels, double? value, string? unit, string? detail)
    {
        var text = new StringBuilder();
        int at = 0;
        while (at < template.Length)
        {
            int open = template.IndexOf('{', at);
            int close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            text.Append(template, at, open - at);
            string name = template[(open + 1)..close];
            text.Append(name switch
            {
                "value" => value is { } number ? Quantity.Of(number, unit) : "",
                "detail" => detail,
                _ => labels.GetValueOrDefault(name),
            });
            at = close + 1;
        }

        return text.Append(template, at, template.Length - at).ToString();
    }
}
