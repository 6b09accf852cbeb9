namespace Vigil.Server.Tests.Support;

/// <summary>Waits for what comes by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    /// <summary>Asks until there is something.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < s_deadline)
        {
            if (await ask() is { } found)
            {
                return found;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("What was waited for did not come.");
    }
}
