namespace Vigil.Cli.Tests.Support;

/// <summary>Test classes that use the console, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
