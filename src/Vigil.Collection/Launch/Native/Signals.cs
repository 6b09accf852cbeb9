namespace Vigil.Collection.Launch.Native;

/// <summary>Signal numbers of Linux (x86-64, arm64) and macOS.</summary>
internal static class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Pipe = 13;
    public const int Alarm = 14;
    public const int Terminate = 15;
    public const int TerminalInput = 21;
    public const int TerminalOutput = 22;
    public const int WindowChange = 28;

    public static int User1 => OperatingSystem.IsMacOS() ? 30 : 10;

    public static int User2 => OperatingSystem.IsMacOS() ? 31 : 12;

    public static int Child => OperatingSystem.IsMacOS() ? 20 : 17;

    public static int Continue => OperatingSystem.IsMacOS() ? 19 : 18;

    public static int Stop => OperatingSystem.IsMacOS() ? 17 : 19;

    public static int TerminalStop => OperatingSystem.IsMacOS() ? 18 : 20;
}
