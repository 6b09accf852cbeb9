namespace Vigil.EndToEnd.Tests.Support;

/// <summary>How long anything may take. Generous: only a test that hangs meets them.</summary>
internal static class Deadlines
{
    /// <summary>A program, from its start to its end.</summary>
    public static TimeSpan Program { get; } = TimeSpan.FromSeconds(120);

    /// <summary>Between two looks at something that is waited for.</summary>
    public static TimeSpan Look { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static void Until(string what, Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Program)
            {
                throw new TimeoutException($"Waited in vain until {what}.");
            }

            Thread.Sleep(Look);
        }
    }
}
