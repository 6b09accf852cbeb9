using System.Globalization;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Gpu;

/// <summary>One accelerator as long as it is alive: its facts, and the attributes of its subject made from them once.</summary>
internal sealed class GpuDevice(GpuFacts facts)
{
    /// <summary>What does not change.</summary>
    public GpuFacts Facts { get; } = facts;

    /// <summary>Key of its subject.</summary>
    public string Key => Facts.Key;

    /// <summary>Attributes of its subject.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; } = Describe(facts);

    private static Dictionary<string, string> Describe(GpuFacts facts)
    {
        var attributes = new Dictionary<string, string>
        {
            [SubjectAttributes.Vendor] = facts.Vendor,
            [SubjectAttributes.Model] = facts.Model,
            [SubjectAttributes.Index] = facts.Index.ToString(CultureInfo.InvariantCulture),
        };
        Add(SubjectAttributes.PciAddress, facts.PciAddress);
        Add(SubjectAttributes.Driver, facts.Driver);
        Add(SubjectAttributes.Parent, facts.Parent);
        Add(GpuAttributes.Architecture, facts.Architecture);
        Add(SubjectAttributes.UnifiedMemory, facts.UnifiedMemory ? "true" : null);
        Add(GpuAttributes.CoherentMemory, facts.CoherentMemory ? "true" : null);
        Add(GpuAttributes.Mig, facts.MigEnabled ? "true" : null);
        return attributes;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                attributes[name] = value;
            }
        }
    }
}
