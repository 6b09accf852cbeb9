namespace Vigil.Collection.Container;

/// <summary>The memory files of one version of control groups.</summary>
internal interface ICgroupMemory : IDisposable
{
    /// <summary>Fills the memory columns except the limit.</summary>
    /// <param name="row">The row of the group.</param>
    /// <returns>
    /// The limit that the kernel says is in force, parents that are not visible here included; not available when it says
    /// none.
    /// </returns>
    long Read(Span<long> row);
}
