using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests;

/// <summary>
/// The test assembly started as a program: <c>record PATH RUN</c> records until it is killed and prints how many samples
/// are stored; <c>maintain PATH</c> rolls up and deletes; <c>measure</c> prints what recording takes, <c>read</c> what reading it takes.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["record", var path, var run]:
                return ChildRecorder.Record(path, run);
            case ["maintain", var path]:
                return ChildMaintainer.Maintain(path);
            case ["measure", var path, var size, var hours]:
                return StorageMeasure.Record(path, size, int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture));
            case ["read", var path]:
                return StorageMeasure.Read(path);
            default:
                Console.Error.WriteLine("usage: record PATH RUN | maintain PATH | measure PATH large|small HOURS | read PATH");
                return 2;
        }
    }
}
