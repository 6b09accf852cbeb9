using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Tests.Support;

/// <summary>Writes export requests as a program would send them.</summary>
internal static class Requests
{
    /// <summary>A request of one service with one scope; <paramref name="items"/> writes metrics, log records or spans as fields of number 2.</summary>
    public static byte[] Of(Action<ProtoWriter> items, string service = "checkout", string instance = "one", string scope = "library")
    {
        var writer = new ProtoWriter();
        int group = writer.Begin(1);
        int resource = writer.Begin(1);
        Pair(writer, 1, "service.name", service);
        Pair(writer, 1, "service.instance.id", instance);
        writer.End(resource);
        int scopes = writer.Begin(2);
        int library = writer.Begin(1);
        writer.Text(1, scope);
        writer.End(library);
        items(writer);
        writer.End(scopes);
        writer.End(group);
        return writer.Written.ToArray();
    }

    /// <summary>A metric; <paramref name="kind"/> is the number of the field of its data: 5 gauge, 7 sum, 9 histogram, 10 exponential histogram, 11 summary.</summary>
    public static void Metric(ProtoWriter writer, string name, string unit, int kind, Action<ProtoWriter> points, int temporality = 2, bool isMonotonic = false)
    {
        int metric = writer.Begin(2);
        writer.Text(1, name);
        writer.Text(3, unit);
        int data = writer.Begin(kind);
        points(writer);
        writer.Varint(2, (ulong)temporality);
        writer.Varint(3, isMonotonic ? 1u : 0);
        writer.End(data);
        writer.End(metric);
    }

    public static void Real(ProtoWriter writer, long unixMilliseconds, double value, params (string Name, string Value)[] attributes)
    {
        int point = writer.Begin(1);
        writer.Fixed64(3, (ulong)unixMilliseconds * 1_000_000);
        writer.Real(4, value);
        Pairs(writer, 7, attributes);
        writer.End(point);
    }

    public static void Integer(ProtoWriter writer, long unixMilliseconds, long value, params (string Name, string Value)[] attributes)
    {
        int point = writer.Begin(1);
        Pairs(writer, 7, attributes);
        writer.Fixed64(3, (ulong)unixMilliseconds * 1_000_000);
        writer.Fixed64(6, (ulong)value);
        writer.End(point);
    }

    public static void Pair(ProtoWriter writer, int field, string name, string value)
    {
        int pair = writer.Begin(field);
        writer.Text(1, name);
        int holder = writer.Begin(2);
        writer.Text(1, value);
        writer.End(holder);
        writer.End(pair);
    }

    private static void Pairs(ProtoWriter writer, int field, (string Name, string Value)[] attributes)
    {
        foreach ((string name, string value) in attributes)
        {
            Pair(writer, field, name, value);
        }
    }
}
