namespace Vigil.Collection.Sampling;

/// <summary>
/// A source that is emptied once per sample rather than waking the recorder: the client's pipe, TensorBoard files.
/// </summary>
public interface IPolledSource : IDisposable
{
    /// <summary>Takes what has come since the last call and passes it on. Never blocks.</summary>
    /// <param name="unixSeconds">The time now, seconds since the Unix epoch.</param>
    void Poll(double unixSeconds);
}
