using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Sending;

/// <summary>Tells a point's subject by the attributes of the semantic conventions.</summary>
internal static class SubjectPairs
{
    private const int PointAttribute = 7;

    public static void Write(ProtoWriter output, Subject subject)
    {
        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                OtlpPairs.Write(output, PointAttribute, name, value);
            }
        }

        string? Fact(string name) => subject.Attributes.GetValueOrDefault(name);
        switch (subject.Kind)
        {
            case SubjectKind.CpuCore:
                Add("cpu.logical_number", subject.Key);
                break;
            case SubjectKind.Disk:
                Add("system.device", subject.Key);
                break;
            case SubjectKind.FileSystem:
                Add("system.filesystem.mountpoint", Fact(SubjectAttributes.Path) ?? subject.Key);
                break;
            case SubjectKind.Network:
                Add("network.interface.name", subject.Key);
                break;
            case SubjectKind.Process:
                Add("process.pid", Fact(SubjectAttributes.Pid));
                Add("process.executable.name", Fact(SubjectAttributes.Name));
                Add("vigil.process.role", Fact(SubjectAttributes.Role));
                break;
            case SubjectKind.Gpu:
                Add("hw.id", subject.Key);
                Add("hw.name", Fact(SubjectAttributes.Model));
                Add("hw.vendor", Fact(SubjectAttributes.Vendor));
                break;
            case SubjectKind.Cgroup or SubjectKind.GpuProcess:
                Add("vigil.subject", subject.Key);
                break;
        }
    }
}
