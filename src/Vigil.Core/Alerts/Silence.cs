namespace Vigil.Core.Alerts;

/// <summary>Keeps alerts from being told to anybody for a time. They are still evaluated and listed.</summary>
public sealed record Silence
{
    /// <summary>Its id: letters and digits, given by the store.</summary>
    public string Id { get; init; } = "";

    /// <summary>Demands that an alert must all fulfil; never empty.</summary>
    public required IReadOnlyList<LabelMatcher> Matchers { get; init; }

    /// <summary>From when, seconds since the Unix epoch.</summary>
    public required double StartsAt { get; init; }

    /// <summary>Until when.</summary>
    public required double EndsAt { get; init; }

    /// <summary>Who made it, in their own words; may be empty.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Why; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>Whether it is in force at an instant.</summary>
    public bool IsActive(double unixSeconds) => unixSeconds >= StartsAt && unixSeconds < EndsAt;

    /// <summary>Whether it is about an alert with these labels.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Matchers.All(matcher => matcher.Matches(labels));
}
