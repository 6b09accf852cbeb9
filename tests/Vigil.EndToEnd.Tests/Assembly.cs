using System.Runtime.Versioning;

// Programs that train, machines that run out of memory, disks that fill: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// The recorder of programs is tested where it is complete; elsewhere these tests do not run.
[assembly: SupportedOSPlatform("linux")]
