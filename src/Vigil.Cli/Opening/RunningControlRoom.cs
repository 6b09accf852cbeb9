using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Cli.Opening;

/// <summary>Finds a control room on this machine. By a bare socket: a recorder loads no more than it needs.</summary>
internal static class RunningControlRoom
{
    /// <summary>The port that <c>vigil serve</c> takes unless told otherwise.</summary>
    public const int UsualPort = 7070;

    private const int PatienceMilliseconds = 500;
    private const int MostBytes = 16 * 1024;

    /// <summary>Whether one serves a database on a port of the loopback address, without asking for a token.</summary>
    public static bool Serves(int port, string database)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = PatienceMilliseconds, ReceiveTimeout = PatienceMilliseconds };
            socket.Connect(IPAddress.Loopback, port);
            socket.Send(Encoding.ASCII.GetBytes($"GET /api/v1/server HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
            byte[] answer = new byte[MostBytes];
            int length = 0;
            while (length < answer.Length && socket.Receive(answer, length, answer.Length - length, SocketFlags.None) is > 0 and var more)
            {
                length += more;
            }

            string text = Encoding.UTF8.GetString(answer, 0, length);
            int body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return body >= 0 && JsonNode.Parse(text[(body + 4)..]) is JsonObject server && (string?)server["database"] == database;
        }
        catch (Exception exception) when (exception is SocketException or JsonException or InvalidOperationException)
        {
            // Nobody, or somebody else.
            return false;
        }
    }

    /// <summary>The usual port where it is free, else any that is.</summary>
    public static int FreePort() => TryListen(UsualPort) ?? TryListen(0) ?? UsualPort;

    private static int? TryListen(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
