using System.Runtime.CompilerServices;
using Vigil.Collection.Launch;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Tests.Launch;

public class NativeTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_system()
    {
        Unsafe.SizeOf<PollEntry>().ShouldBe(8);
        Unsafe.SizeOf<WindowSize>().ShouldBe(8);
        Unsafe.SizeOf<ResourceLimit>().ShouldBe(16);
        Unsafe.SizeOf<ResourceUsage>().ShouldBe(144);
        Unsafe.SizeOf<TerminalAttributes>().ShouldBeGreaterThanOrEqualTo(72);
    }

    [SkippableFact]
    public void A_new_terminal_has_the_usual_keys_and_takes_a_size()
    {
        Skip.If(OperatingSystem.IsWindows(), "There are no POSIX terminals.");
        NativeTerminal.TryOpenPair(out int master, out int slave, out byte[] path).ShouldBeTrue();
        try
        {
            path[^1].ShouldBe((byte)0);
            NativeDescriptors.IsTerminal(slave).ShouldBeTrue();
            NativeDescriptors.IsInherited(slave).ShouldBeFalse();

            TerminalAttributes modes = default;
            NativeTerminal.TryGetAttributes(slave, ref modes).ShouldBeTrue();
            modes.HasSignalKeys.ShouldBeTrue();
            modes.SuspendKey.ShouldBe((byte)0x1a);
            modes.LiteralNextKey.ShouldBe((byte)0x16);

            NativeTerminal.MakeRaw(ref modes);
            modes.HasSignalKeys.ShouldBeFalse();

            NativeTerminal.TrySetWindowSize(slave, new WindowSize { Rows = 31, Columns = 99 }).ShouldBeTrue();
            NativeTerminal.TryGetWindowSize(master, out WindowSize size).ShouldBeTrue();
            size.Rows.ShouldBe((ushort)31);
            size.Columns.ShouldBe((ushort)99);
        }
        finally
        {
            NativeDescriptors.Close(master);
            NativeDescriptors.Close(slave);
        }
    }

    [SkippableFact]
    public void Terminal_output_without_processing_is_left_as_it_is()
    {
        Skip.If(OperatingSystem.IsWindows(), "There are no POSIX terminals.");
        NativeTerminal.TryOpenPair(out int master, out int slave, out _).ShouldBeTrue();
        try
        {
            TerminalAttributes modes = default;
            NativeTerminal.TryGetAttributes(slave, ref modes).ShouldBeTrue();
            modes.DisableOutputProcessing();
            NativeTerminal.TrySetAttributes(slave, modes).ShouldBeTrue();
            OutputPump.WriteAll(slave, "a\nb"u8).ShouldBe(0);

            Span<byte> seen = stackalloc byte[8];
            int length = (int)NativeDescriptors.Read(master, seen);
            seen[..length].ToArray().ShouldBe("a\nb"u8.ToArray());
        }
        finally
        {
            NativeDescriptors.Close(master);
            NativeDescriptors.Close(slave);
        }
    }

    [SkippableFact]
    public void Both_ends_of_a_pipe_are_the_same_file_and_close_on_exec()
    {
        Skip.If(OperatingSystem.IsWindows(), "There are no POSIX pipes.");
        NativeDescriptors.TryPipe(out int read, out int write).ShouldBeTrue();
        NativeDescriptors.TryPipe(out int otherRead, out int otherWrite).ShouldBeTrue();
        try
        {
            NativeDescriptors.AreSameFile(read, write).ShouldBeTrue();
            NativeDescriptors.AreSameFile(read, otherRead).ShouldBeFalse();
            NativeDescriptors.IsInherited(read).ShouldBeFalse();
            read.ShouldBeGreaterThan(2);
        }
        finally
        {
            foreach (int descriptor in (int[])[read, write, otherRead, otherWrite])
            {
                NativeDescriptors.Close(descriptor);
            }
        }
    }

    [Theory]
    [InlineData(0x0000, 0, null, false, 0)]
    [InlineData(0x2a00, 42, null, false, 42)]
    [InlineData(0xff00, 255, null, false, 255)]
    [InlineData(0x0009, null, 9, false, 137)]
    [InlineData(0x008b, null, 11, true, 139)]
    public void Wait_statuses_are_decoded(int status, int? exitCode, int? signal, bool coreDumped, int shellCode)
    {
        ProgramExit? exit = ChildWatcher.Decode(status, default);

        exit.ShouldNotBeNull();
        exit.ExitCode.ShouldBe(exitCode);
        exit.Signal.ShouldBe(signal);
        exit.CoreDumped.ShouldBe(coreDumped);
        exit.ShellCode.ShouldBe(shellCode);
    }

    [Theory]
    [InlineData(0x137f)]
    [InlineData(0xffff)]
    public void Stopped_and_continued_children_have_not_ended(int status) =>
        ChildWatcher.Decode(status, default).ShouldBeNull();
}
