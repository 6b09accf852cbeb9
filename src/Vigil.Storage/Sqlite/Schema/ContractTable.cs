namespace Vigil.Storage.Sqlite.Schema;

/// <summary>A table whose shape others rely on.</summary>
internal sealed record ContractTable(string Name, IReadOnlyList<ContractColumn> Columns);

/// <summary>A column of such a table.</summary>
internal readonly record struct ContractColumn(string Name, string Type, bool NotNull = false, bool Key = false);
