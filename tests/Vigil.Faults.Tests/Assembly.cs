using System.Runtime.Versioning;

// Most programs sleep most of the time: several at once. Those whose pace matters stand in a collection of their own,
// which runs alone.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]

// The recorder of programs is tested where it is complete; elsewhere these tests do not run.
[assembly: SupportedOSPlatform("linux")]
