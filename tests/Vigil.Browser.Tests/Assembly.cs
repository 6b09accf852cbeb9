using System.Runtime.Versioning;

// One browser, and one machine that records: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Programs are recorded for the page to show; that is tested where it is complete.
[assembly: SupportedOSPlatform("linux")]
