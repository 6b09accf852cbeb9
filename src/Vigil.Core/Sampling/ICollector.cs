namespace Vigil.Core.Sampling;

/// <summary>
/// Reads one part of the machine. Called on the sampling thread once per sample; it must not block on anything slower
/// than a kernel file, and allocates nothing while its subjects stay the same. To add a collector: one class, one line
/// in the registry, one test class, one page.
/// </summary>
public interface ICollector : IDisposable
{
    /// <summary>Short stable name, such as <c>memory</c>; used in settings and in the recorder's report.</summary>
    string Name { get; }

    /// <summary>Takes the readings of this sample into <paramref name="frame"/>.</summary>
    /// <returns>Whether it worked, and if not why; the recorder says each new reason once and carries on.</returns>
    CollectResult Collect(SampleFrame frame);
}
