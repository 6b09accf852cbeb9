using System.Globalization;

namespace Vigil.Telemetry.Records;

/// <summary>
/// How far this machine's clock is from the control room's, by the four instants of an exchange as the network time protocol uses
/// them: half the time on the way is the error at most. A difference that stays within <see cref="SteadyMilliseconds"/> is left as it is,
/// so that times do not jitter.
/// </summary>
internal sealed class SenderClock(TimeProvider time)
{
    /// <summary>Changes up to this are none.</summary>
    public const long SteadyMilliseconds = 100;

    /// <summary>Whether the other clock was ever seen.</summary>
    public bool IsSet { get; private set; }

    /// <summary>What is to be added to times of this machine, milliseconds.</summary>
    public long OffsetMilliseconds { get; private set; }

    /// <summary>The time here, milliseconds since the Unix epoch.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Learns from an exchange.</summary>
    /// <param name="asked">When the request left.</param>
    /// <param name="there">When it came there and when it was answered, as <see cref="RecordWords.TimeHeader"/> tells.</param>
    /// <param name="answered">When the answer came.</param>
    public void Learn(long asked, string there, long answered)
    {
        if (there.Split(' ') is not [var came, var left]
            || !long.TryParse(came, NumberStyles.None, CultureInfo.InvariantCulture, out long received)
            || !long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out long sent))
        {
            return;
        }

        long offset = ((received - asked) + (sent - answered)) / 2;
        long onTheWay = Math.Max(0, (answered - asked) - (sent - received));
        if (Math.Abs(offset - OffsetMilliseconds) > SteadyMilliseconds + (onTheWay / 2))
        {
            OffsetMilliseconds = offset;
        }

        IsSet = true;
    }
}
