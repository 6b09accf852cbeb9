using System.Text.Json;

namespace Vigil.Browser.Tests.Support;

/// <summary>What axe-core finds wrong with a page.</summary>
internal static class Accessibility
{
    private const string Standards = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

    /// <summary>Each violation with the elements that have it.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        // Evaluated, not added as an element: the page's content policy refuses scripts of others.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "web", "node_modules", "axe-core", "axe.min.js")));
        JsonElement? found = await page.EvaluateAsync($$"""
            async () => (await axe.run(document, { runOnly: { type: 'tag', values: {{Standards}} } })).violations
                .flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`))
            """);
        return [.. found!.Value.EnumerateArray().Select(one => one.GetString()!)];
    }
}
