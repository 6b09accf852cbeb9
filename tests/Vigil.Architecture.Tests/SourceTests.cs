using System.Text.RegularExpressions;
using Vigil.Core.Sampling;
using Vigil.Testing;

namespace Vigil.Architecture.Tests;

/// <summary>What holds for the sources as text.</summary>
public partial class SourceTests
{
    [Fact]
    public void Every_collector_is_made_in_a_test()
    {
        string tests = string.Concat(Repository.Files("*.cs", "tests/Vigil.Collection.Tests").Select(File.ReadAllText));
        string[] collectors = [.. typeof(Collection.Sampling.Recorder).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(ICollector).IsAssignableFrom(type))
            .Select(type => type.Name)];

        collectors.Length.ShouldBeGreaterThan(10);
        collectors.Where(collector => !Regex.IsMatch(tests, $@"\b{collector}\b.*\(", RegexOptions.None, TimeSpan.FromSeconds(10))).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        IEnumerable<string> found = Repository.Files("*.cs", "src", "tests", "samples")
            .Concat(Repository.Files("*.py", "clients", "samples"))
            .Concat(Repository.Files("*.md", "docs"))
            .Where(path => !path.EndsWith("SourceTests.cs", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Select((line, index) => (Name: Repository.Name(path), Line: line, Number: index + 1)))
            .Where(line => Unfinished().IsMatch(line.Line))
            .Select(line => $"{line.Name}:{line.Number}: {line.Line.Trim()}");

        found.ShouldBeEmpty();
    }

    /// <summary>
    /// The watched program's terminal is not the library's to write to: what people are told goes through the command. The
    /// monitors for .NET programs print where the program itself would, and Windows has no terminal modes to upset.
    /// </summary>
    [Fact]
    public void Libraries_do_not_write_to_the_console() =>
        Lines("src/Vigil.Core", "src/Vigil.Collection", "src/Vigil.Storage")
            .Where(line => ConsoleCall().IsMatch(line.Text)).Select(line => Path.GetFileName(line.File)).Distinct().Order()
            .ShouldBe(["ResourceMonitor.cs", "WindowsProgram.cs"]);

    /// <summary>
    /// While a program is watched, its children are the launcher's: the runtime's own class would take them. It serves
    /// git alone, before the program starts; the launcher of Windows, where there is nothing to take; and what the control
    /// room calls to tell people of alerts.
    /// </summary>
    [Fact]
    public void The_runtimes_process_class_is_kept_out_of_recording() =>
        Lines("src")
            .Where(line => ProcessCall().IsMatch(line.Text)).Select(line => Path.GetFileName(line.File)).Distinct().Order()
            .ShouldBe(["GitState.cs", "ProgramCall.cs", "WindowsProgram.cs"]);

    [Fact]
    public void Namespaces_follow_folders() =>
        Repository.Files("*.cs", "src")
            .Select(path => (Name: Repository.Name(path), Space: NamespaceLine().Match(File.ReadAllText(path))))
            .Where(file => file.Space.Success && file.Space.Groups["name"].Value != Path.GetDirectoryName(file.Name)!["src/".Length..].Replace('/', '.'))
            .Select(file => file.Name).ShouldBeEmpty();

    private static IEnumerable<(string File, string Place, string Text)> Lines(params string[] folders) =>
        Repository.Files("*.cs", folders).SelectMany(path => File.ReadLines(path)
            .Select((line, index) => (path, $"{Repository.Name(path)}:{index + 1}", line))
            .Where(line => !line.line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bConsole\.(Out|Error|Write|WriteLine|OpenStandard)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ConsoleCall();

    [GeneratedRegex(@"\bProcess\.Start\(|\bnew Process\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ProcessCall();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NamespaceLine();
}
