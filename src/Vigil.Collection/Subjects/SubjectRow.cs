using Vigil.Core.Sampling;

namespace Vigil.Collection.Subjects;

/// <summary>A subject together with what its collector must remember about it from sample to sample.</summary>
/// <param name="subject">The subject whose values are written.</param>
internal class SubjectRow(Subject subject)
{
    /// <summary>The subject whose values are written.</summary>
    public Subject Subject { get; } = subject;

    /// <summary>The latest sample in which it was met; kept by <see cref="SubjectTable{TKey, TRow}"/>.</summary>
    internal long SeenAt { get; set; }
}
