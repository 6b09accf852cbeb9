using System.Net.Http;
using System.Net.Sockets;

namespace Vigil.Operations.Tracking;

/// <summary>Stable words for sorts of exceptions.</summary>
internal static class ErrorCategories
{
    public static string Of(Exception error) => error switch
    {
        TimeoutException or OperationCanceledException => "timeout",
        HttpRequestException or SocketException => "network",
        FileNotFoundException or DirectoryNotFoundException => "not_found",
        UnauthorizedAccessException => "permission",
        InvalidDataException or FormatException => "invalid_data",
        IOException => "input_output",
        OutOfMemoryException => "out_of_memory",
        ArgumentException => "invalid_argument",
        NotSupportedException => "not_supported",
        _ => error.GetType().Name,
    };
}
