using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The program ended with an error of its own: says which, where it stands, and what such an error wants.</summary>
internal sealed class ErrorToFixRule : EndingRule
{
    public override RuleDescription Description { get; } = Describe("VIG109", "error_to_fix", "The program ended with an error");

    protected override string Why => "It fails again until this is put right.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.Error;

    protected override string Title(DeathCertificate certificate) => certificate.LogCause?.Class switch
    {
        CauseClass.FileMissing => "A file is missing",
        CauseClass.ConfigError => "A setting or argument is wrong",
        CauseClass.ImportOrVersionError => "A module is missing or does not fit",
        CauseClass.PermissionError => "Something may not be accessed",
        CauseClass.CheckpointMismatch => "The checkpoint does not fit",
        CauseClass.ShapeMismatch => "Tensor shapes do not fit",
        CauseClass.DtypeMismatch => "Tensor types or devices do not fit",
        CauseClass.CudaUnavailable => "No usable accelerator",
        CauseClass.CudaDeviceAssert => "An assertion on the GPU failed",
        CauseClass.CudaIllegalAccess => "Illegal memory access on the GPU",
        CauseClass.CudaLibraryError => "A library of the GPU failed",
        CauseClass.NcclError => "Communication between ranks failed",
        CauseClass.NetworkError => "A server could not be reached",
        CauseClass.ThermalOrPower => "Hardware trouble: heat or power",
        CauseClass.AssertionFailed => "An assertion failed",
        CauseClass.OutOfRange => "An index is out of range",
        CauseClass.DataloaderWorkerDied => "A data-loading worker raised an error",
        _ => Description.Title,
    };

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        if (certificate.LogCause is { } line)
        {
            yield return Fix(line);
        }
        else
        {
            yield return Advice("Look at its last output", "Run vigil show on this run, and look at the last lines", "Its output names no cause that is known.");
        }
    }

    /// <summary>What such a line of the log wants.</summary>
    internal static Remedy Fix(LogFinding line)
    {
        string at = CodePlace.Of(line.Stack) is { } place ? $" It was raised at {place}." : "";
        string said = EvidenceItems.Quote(line.Message);
        string? path = line.Captures.GetValueOrDefault("path");
        string? module = line.Captures.GetValueOrDefault("module");
        (string title, string action) = line.Class switch
        {
            CauseClass.FileMissing => ("Fix the path", path is null ? $"Check the path in: {said}" : $"Check that {path} exists and is spelt right"),
            CauseClass.ConfigError => ("Fix this setting", $"Correct what this line names: {said}"),
            CauseClass.ImportOrVersionError => ("Install what is missing", module is null ? $"Install or change the version of what this line names: {said}" : $"Install {module} into the environment that runs the program, or change its version"),
            CauseClass.PermissionError => ("Get access", $"Give the program access, or log in, as this line asks: {said}"),
            CauseClass.CheckpointMismatch => ("Take the checkpoint that fits", $"Check that checkpoint and model are of the same kind and whole: {said}"),
            CauseClass.ShapeMismatch => ("Make the shapes fit", $"Compare the sizes in: {said}"),
            CauseClass.DtypeMismatch => ("Make types and devices fit", $"Convert or move the tensor named in: {said}"),
            CauseClass.CudaUnavailable => ("Make an accelerator visible", "Check nvidia-smi, CUDA_VISIBLE_DEVICES, and that driver and framework fit"),
            CauseClass.CudaDeviceAssert => ("Find the bad index", "Run again with CUDA_LAUNCH_BLOCKING=1: labels or token ids beyond the number of classes are the usual cause"),
            CauseClass.CudaIllegalAccess => ("Find the faulty kernel", "Run again with CUDA_LAUNCH_BLOCKING=1 to see which operation fails"),
            CauseClass.CudaLibraryError => ("Check library and memory", "Check that driver, CUDA and framework fit each other, and that device memory is not nearly full"),
            CauseClass.NcclError => ("Find the rank that failed first", "Look for the first error of any rank; run with NCCL_DEBUG=INFO to see who could not reach whom"),
            CauseClass.NetworkError => ("Reach the server", $"Check network, proxy and address, or fetch beforehand and work offline: {said}"),
            CauseClass.ThermalOrPower => ("Check the hardware", "Check cooling, power supply and the system's log; a device that fell off the bus needs a reset"),
            CauseClass.AssertionFailed or CauseClass.OutOfRange => ("Fix this line", $"Look at the line that says: {said}"),
            CauseClass.DataloaderWorkerDied => ("Fix the data set's code", $"Run once with num_workers: 0 to see it in the main process: {said}"),
            _ => ("Fix this line", $"Look at: {said}"),
        };
        return Advice(title, action, $"Line {line.Line} of the log, class {EnumNames.ToSnakeCase(line.Class)}.{at}");
    }
}
