namespace Vigil.Alerting.Tests.Support;

/// <summary>A file with a secret, gone after the test.</summary>
internal sealed class SecretFile : IDisposable
{
    public SecretFile(string secret) => File.WriteAllText(Path, secret + "\n");

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "vigil-secret-" + Guid.NewGuid().ToString("N"));

    public void Dispose() => File.Delete(Path);
}
