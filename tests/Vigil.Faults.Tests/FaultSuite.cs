using System.Globalization;
using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Runs faults under the real <c>vigil run</c> and holds what <c>vigil analyze</c> says against what is true.</summary>
public abstract class FaultSuite(ITestOutputHelper output)
{
    /// <summary>
    /// Rules that tell of other programs on this machine, truly: CPU and memory that they take, steps that wait for them. A
    /// fault that does not expect them is not judged by them.
    /// </summary>
    private static readonly string[] s_neighbours = ["VIG003", "VIG011", "VIG018", "VIG019", "VIG044", "VIG045"];

    /// <summary>Records and analyses one.</summary>
    private protected void Judge(Fault fault)
    {
        Machine.NeedPython();
        if (fault.NeedsTorch)
        {
            Machine.NeedTorch();
        }

        using var scene = new Scene();
        fault.Before?.Invoke(scene);
        long start = TimeProvider.System.GetTimestamp();
        FinishedProgram finished = Record(scene, fault);
        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        var report = new Report(scene.Sandbox.Ask("analyze", "last", "--json").ShouldEndWith(0).Json, [.. s_neighbours.Except(fault.Rules)]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {fault.Name} | {fault.Verdict} {fault.CauseClass} {string.Join('/', fault.Rules)} {fault.Setting} | {report.Verdict} {report.CauseClass} {report.FirstRule} {report.FirstSetting} | {took.TotalSeconds:F1} s
            {string.Join("; ", report.Complaints)}
            """));

        string all = $"{finished.Output}\n{finished.Error}\n{report}";
        report.Faults.ShouldBeEmpty(all);
        report.Verdict.ShouldBe(fault.Verdict, all);
        report.CauseClass.ShouldBe(fault.CauseClass, all);
        bool isTold = fault.Rules.Contains(report.FirstRule) && (fault.Setting is null || report.FirstSetting == fault.Setting);
        Skip.If(!isTold && fault.NeedsFreeCores && report.TellsOfBusyNeighbours, "other programs used the cores meanwhile, as the report says");
        if (fault.IsHealthy)
        {
            report.Complaints.ShouldBeEmpty(all);
            report.Errors.ShouldBeEmpty(all);
        }

        if (fault.Rules.Length > 0)
        {
            fault.Rules.ShouldContain(report.FirstRule.ShouldNotBeNull(all), all);
        }

        if (fault.Setting is not null)
        {
            report.FirstSetting.ShouldBe(fault.Setting, all);
        }
    }

    private static FinishedProgram Record(Scene scene, Fault fault)
    {
        string file = Path.Combine(Repository.Root, "tests", "faults", fault.Program[0]);
        string[] program =
        [
            Machine.Python,
            File.Exists(file) ? file : Repository.Sample(fault.Program[0]),
            .. fault.Program.Skip(1).Select(word => word.Replace("{folder}", scene.Sandbox.Folder, StringComparison.Ordinal)),
        ];
        string[] command =
        [
            .. scene.AroundRecorder, Repository.Vigil, "run", "--db", scene.Sandbox.Database,
            "--interval", fault.Interval.ToString(CultureInfo.InvariantCulture), "--", .. scene.AroundProgram, .. program,
        ];
        using RunningProgram recorder = scene.Sandbox.Start(command[0], command[1..]);
        fault.Meanwhile?.Invoke(recorder);
        return recorder.Wait();
    }
}
