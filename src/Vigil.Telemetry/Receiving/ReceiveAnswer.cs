using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Answers in protobuf. The export responses of the three signals have the same form.</summary>
public static class ReceiveAnswer
{
    /// <summary>The export response: empty when everything was taken.</summary>
    public static byte[] Write(ReceiveResult result)
    {
        if (result.Rejected == 0 && result.Message is null)
        {
            return [];
        }

        var output = new ProtoWriter();
        int partial = output.Begin(1);
        output.Varint(1, (ulong)result.Rejected);
        output.Text(2, result.Message ?? "");
        output.End(partial);
        return output.Written.ToArray();
    }

    /// <summary>A status as of google.rpc.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="message">What is wrong, for people.</param>
    public static byte[] WriteStatus(int code, string message)
    {
        var output = new ProtoWriter();
        output.Varint(1, (ulong)code);
        output.Text(2, message);
        return output.Written.ToArray();
    }
}
