using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Vigil.Server.Hosting;

/// <summary>Knows for how long nobody has asked for anything, an open WebSocket counting as asking.</summary>
internal sealed class Idleness(TimeProvider time)
{
    private long _latest = time.GetTimestamp();
    private int _going;

    /// <summary>Time since the latest request ended; zero while one goes on.</summary>
    public TimeSpan Since => Volatile.Read(ref _going) > 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _latest));

    public void Use(IApplicationBuilder application) => application.Use(NoteAsync);

    private async Task NoteAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _going);
        try
        {
            await next(context);
        }
        finally
        {
            Volatile.Write(ref _latest, time.GetTimestamp());
            Interlocked.Decrement(ref _going);
        }
    }
}
