using System.Diagnostics.CodeAnalysis;
using Vigil.Browser.Tests.Support;

namespace Vigil.Browser.Tests;

/// <summary>All tests share one browser, one control room, and the runs recorded for it.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit's own word for it.")]
public sealed class StageCollection : ICollectionFixture<Stage>
{
    public const string Name = "stage";
}
