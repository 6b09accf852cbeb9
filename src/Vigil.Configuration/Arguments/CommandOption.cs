using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Arguments;

/// <summary>An option as it stands on a command line.</summary>
/// <param name="Spelling">As written, without the value: <c>--num-workers</c>, <c>-j</c>, <c>++trainer.precision</c>.</param>
/// <param name="Name">The spelling without dashes and plus signs in front, other dashes as underscores: <c>num_workers</c>.</param>
/// <param name="Value">What follows; null for a bare flag. A word of its own may also be a positional argument.</param>
/// <param name="Index">Position of the word with the option.</param>
/// <param name="ValueIndex">Position of the word with the value: the same, the next, or -1.</param>
/// <param name="IsEnvironment">True for a variable assigned in front of the program.</param>
internal sealed record CommandOption(string Spelling, string Name, string? Value, int Index, int ValueIndex, bool IsEnvironment = false)
{
    /// <summary>True for <c>option=value</c> in one word.</summary>
    public bool IsAssignment => ValueIndex == Index && !IsGlued;

    /// <summary>True for <c>-j8</c>.</summary>
    public bool IsGlued { get; init; }

    /// <summary>True when what follows says yes or no.</summary>
    public bool HasSwitchValue => Value is not null && PlainScalar.Parse(Value)?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False;
}
