using SQLitePCL;

namespace Vigil.Storage.Sqlite.Engine;

/// <summary>A prepared statement. Parameters count from 1, columns from 0, as in SQLite.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Binds a whole number.</summary>
    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <summary>Binds a whole number or NULL.</summary>
    public Statement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    /// <summary>Binds a number; NULL for none, and for NaN, which SQLite does not keep.</summary>
    public Statement Bind(int parameter, double? value)
    {
        if (value is not { } number || double.IsNaN(number))
        {
            return BindNull(parameter);
        }

        Check(raw.sqlite3_bind_double(handle, parameter, number));
        return this;
    }

    /// <summary>Binds text, whole even with a NUL in it, or NULL.</summary>
    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        int length = System.Text.Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = length <= 512 ? stackalloc byte[512] : new byte[length];
        Check(raw.sqlite3_bind_text(handle, parameter, bytes[..System.Text.Encoding.UTF8.GetBytes(value, bytes)]));
        return this;
    }

    /// <summary>Binds bytes.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public Statement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <summary>Moves to the next row; false after the last one.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return code == raw.SQLITE_ROW;
        }

        var failure = database.Failure(code);
        Reset();
        throw failure;
    }

    /// <summary>Runs it to its end and makes it ready for the next use.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Makes it ready for the next use; bound values stay.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    /// <summary>True where the column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>A whole number; 0 for NULL.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A whole number; null for NULL.</summary>
    public long? NullableInteger(int column) => IsNull(column) ? null : Integer(column);

    /// <summary>A number; 0 for NULL.</summary>
    public double Real(int column) => raw.sqlite3_column_double(handle, column);

    /// <summary>A number; null for NULL.</summary>
    public double? NullableReal(int column) => IsNull(column) ? null : Real(column);

    /// <summary>Text; empty for NULL.</summary>
    public string Text(int column) => NullableText(column) ?? "";

    /// <summary>Text; null for NULL.</summary>
    public string? NullableText(int column)
    {
        if (IsNull(column))
        {
            return null;
        }

        // Asking for text first makes SQLite convert numbers that a foreign program put there.
        _ = raw.sqlite3_column_text(handle, column);
        return System.Text.Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));
    }

    /// <summary>Bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw database.Failure(code);
        }
    }
}
