namespace Vigil.Architecture.Tests;

/// <summary>
/// Inside a project, capabilities (the first level of namespaces below the project's) use one another one way: from any of
/// them one never comes back to it. Types directly in the project's namespace are one capability of their own.
/// </summary>
public class NamespaceRingTests
{
    [Theory]
    [InlineData("Vigil.Core", "Vigil.Core")]
    [InlineData("Vigil.Logs", "Vigil.Logs")]
    [InlineData("Vigil.Configuration", "Vigil.Configuration")]
    [InlineData("Vigil.Collection", "Vigil.Collection")]
    [InlineData("Vigil.Analysis", "Vigil.Analysis")]
    [InlineData("Vigil.Storage", "Vigil.Storage")]
    [InlineData("Vigil.Operations", "Vigil.Operations")]
    [InlineData("Vigil.Telemetry", "Vigil.Telemetry")]
    [InlineData("Vigil.Alerting", "Vigil.Alerting")]
    [InlineData("Vigil.Server", "Vigil.Server")]
    [InlineData("vigil", "Vigil.Cli")]
    public void Capabilities_of_a_project_form_no_ring(string assembly, string root)
    {
        Dictionary<string, Dictionary<string, List<string>>> uses = Capabilities(assembly, root);

        uses.Count.ShouldBeGreaterThan(1);
        uses.Keys.Select(start => Ring(uses, start)).FirstOrDefault(ring => ring is not null).ShouldBeNull();
    }

    [Fact]
    public void A_use_inside_a_method_body_is_seen()
    {
        // The machine's collectors are made in RunRecording.Begin; no field and no signature of it names their list.
        Capabilities("Vigil.Collection", "Vigil.Collection")["Recording"]["Platforms"].ShouldBe(["RunRecording → MachineCollectors"]);
    }

    [Fact]
    public void A_ring_of_three_is_found_and_told_by_its_types()
    {
        var uses = new Dictionary<string, Dictionary<string, List<string>>>
        {
            ["A"] = new() { ["B"] = ["a → b"] },
            ["B"] = new() { ["C"] = ["b → c"], ["D"] = ["b → d"] },
            ["C"] = new() { ["A"] = ["c → a"] },
        };

        Ring(uses, "A").ShouldBe("A → B: a → b\nB → C: b → c\nC → A: c → a");
        uses["C"].Clear();
        Ring(uses, "A").ShouldBeNull();
    }

    private static Dictionary<string, Dictionary<string, List<string>>> Capabilities(string assembly, string root)
    {
        using var references = new TypeReferences(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        var uses = new Dictionary<string, Dictionary<string, List<string>>>();
        foreach ((string type, string space, IReadOnlyList<(string Type, string Namespace)> used) in references.Read())
        {
            if (CapabilityOf(space, root) is not { } from)
            {
                continue;
            }

            uses.TryAdd(from, []);
            foreach ((string usedType, string usedSpace) in used)
            {
                if (CapabilityOf(usedSpace, root) is { } to && to != from)
                {
                    uses[from].TryAdd(to, []);
                    uses[from][to].Add($"{type} → {usedType}");
                }
            }
        }

        return uses;
    }

    /// <summary>Null for what compilers and generators add in namespaces of their own.</summary>
    private static string? CapabilityOf(string space, string root) =>
        space == root ? "(root)"
        : space.StartsWith(root + ".", StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0]
        : null;

    /// <summary>The shortest way back to where it began, with the types that make each part of it; null when there is none.</summary>
    private static string? Ring(Dictionary<string, Dictionary<string, List<string>>> uses, string start)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out List<string>? way))
        {
            foreach (string next in uses.GetValueOrDefault(way[^1], []).Keys)
            {
                if (next == start)
                {
                    way.Add(next);
                    return string.Join("\n", way.Zip(way.Skip(1)).Select(step => $"{step.First} → {step.Second}: {string.Join(", ", uses[step.First][step.Second].Distinct())}"));
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }
}
