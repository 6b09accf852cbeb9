using Vigil.Configuration.Dialects.Tables;

namespace Vigil.Configuration.Dialects;

/// <summary>Every dialect. A new one is a table in the folder Tables and a line here; the first that recognises something owns it.</summary>
internal static class DialectCatalogue
{
    /// <summary>All, the most particular first; the last one takes whatever is left.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
    [
        AiToolkitTable.Dialect,
        LightningTable.Dialect,
        HuggingFaceTable.Dialect,
        DeepSpeedTable.Dialect,
        AccelerateTable.Dialect,
        HydraTable.Dialect,
        PlainTable.Dialect,
    ];
}
