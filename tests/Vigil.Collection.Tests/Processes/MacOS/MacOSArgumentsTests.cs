using System.Text;
using Vigil.Collection.Processes.MacOS;

namespace Vigil.Collection.Tests.Processes.MacOS;

public class MacOSArgumentsTests
{
    [Fact]
    public void Reads_the_arguments_and_leaves_the_environment_alone()
    {
        byte[] answer = Answer(3, "/usr/bin/python3\0\0\0\0\0python3\0train.py\0--name=a b\0API_KEY=secret\0");

        MacOSArguments.Parse(answer, 1024).ShouldBe("python3 train.py --name=a b");
    }

    [Fact]
    public void Cuts_at_the_length_asked_for() =>
        MacOSArguments.Parse(Answer(2, "/bin/x\0x\0" + new string('a', 5000) + "\0SECRET=1\0"), 100)
            .ShouldBe("x " + new string('a', 98));

    [Fact]
    public void Bytes_cut_anywhere_give_the_beginning_of_the_command_line()
    {
        byte[] answer = Answer(2, "/usr/bin/python3\0\0python3\0train.py\0HOME=/Users/me\0");
        for (int length = 0; length <= answer.Length; length++)
        {
            "python3 train.py".ShouldStartWith(MacOSArguments.Parse(answer.AsSpan(0, length), 1024).TrimEnd());
        }
    }

    [Fact]
    public void Garbage_is_no_longer_than_allowed()
    {
        byte[] garbage = new byte[4096];
        new Random(3).NextBytes(garbage);

        MacOSArguments.Parse(garbage, 64).Length.ShouldBeLessThanOrEqualTo(64);
    }

    private static byte[] Answer(int count, string text) => [.. BitConverter.GetBytes(count), .. Encoding.UTF8.GetBytes(text)];
}
