using System.Text;
using Vigil.Collection.Files;
using Vigil.Collection.Launch;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Tests.Launch;

/// <summary>What the program inherits: arguments, environment, limits, signals.</summary>
public class InheritanceTests
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                96365                processes
        Max open files            1024                 524288               files
        Max locked memory         unlimited            unlimited            bytes

        """;

    [Fact]
    public void Takes_the_bytes_of_arguments_that_are_not_utf8()
    {
        byte[] line = [.. "vigil\0run\0--\0cat\0"u8, 0xff, 0xfe, (byte)'a', 0, 0];

        IReadOnlyList<byte[]>? command = RawCommandLine.Match(line, ["cat", "\uFFFD\uFFFDa", ""]);

        command.ShouldNotBeNull();
        command.Count.ShouldBe(3);
        command[1].ShouldBe([0xff, 0xfe, (byte)'a']);
        command[2].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cat\0other\0")]
    [InlineData("\uFFFD\0")]
    [InlineData("")]
    public void Refuses_bytes_that_the_arguments_did_not_come_from(string line) =>
        RawCommandLine.Match(Encoding.UTF8.GetBytes(line), ["cat", "\uFFFD"]).ShouldBeNull();

    [Fact]
    public void Keeps_odd_and_double_variables_and_replaces_named_ones()
    {
        byte[][] environment = ["A=1"u8.ToArray(), "A=2"u8.ToArray(), "noname"u8.ToArray(), "B=x"u8.ToArray(), "BC=y"u8.ToArray()];

        List<byte[]> result = ProgramEnvironment.With(environment, new Dictionary<string, string>(StringComparer.Ordinal) { ["B"] = "z" });

        result.Select(Encoding.UTF8.GetString).ShouldBe(["A=1", "A=2", "noname", "BC=y", "B=z"]);
    }

    [Theory]
    [InlineData(524288, 524288, 1024)]
    [InlineData(512, 524288, 512)]
    [InlineData(4096, 4096, 4096)]
    public void Takes_the_soft_limit_of_a_parent_with_the_same_hard_limit(ulong soft, ulong hard, ulong expected) =>
        OpenFileLimit.FindOriginal(new ResourceLimit { Soft = soft, Hard = hard }, Encoding.ASCII.GetBytes(Limits)).ShouldBe(expected);

    [Fact]
    public void Keeps_the_present_limit_when_the_parent_cannot_be_read() =>
        OpenFileLimit.FindOriginal(new ResourceLimit { Soft = 77, Hard = 100 }, default).ShouldBe(77ul);

    [Theory]
    [InlineData("0000000000000000", "0000000000000000", true)]
    [InlineData("0000000000080000", "0000000000000000", false)]
    [InlineData("0000000000000000", "0000000000080002", false)]
    [InlineData("0000000000001000", "0000000000000002", true)]
    public void Reads_what_a_process_does_with_a_signal(string ignored, string caught, bool expected)
    {
        const int terminalStop = 20;
        DirectoryInfo root = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(root.FullName, "proc", "42"));
            File.WriteAllText(
                Path.Combine(root.FullName, "proc", "42", "status"),
                $"Name:\tx\nSigBlk:\tffffffffffffffff\nSigIgn:\t{ignored}\nSigCgt:\t{caught}\n");

            SignalDisposition.IsDefault(new HostPaths(root.FullName), 42, terminalStop).ShouldBe(expected);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
