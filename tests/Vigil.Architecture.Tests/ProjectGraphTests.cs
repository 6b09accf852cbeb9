using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Vigil.Testing;

namespace Vigil.Architecture.Tests;

/// <summary>Which project may use which, and which project owns which package.</summary>
public class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Vigil.Core"] = [],
        ["Vigil.Logs"] = ["Vigil.Core"],
        ["Vigil.Configuration"] = [],
        ["Vigil.Collection"] = ["Vigil.Configuration", "Vigil.Core", "Vigil.Logs"],
        ["Vigil.Storage"] = ["Vigil.Core"],
        ["Vigil.Operations"] = ["Vigil.Core"],
        ["Vigil.Analysis"] = ["Vigil.Configuration", "Vigil.Core", "Vigil.Logs"],
        ["Vigil.Telemetry"] = ["Vigil.Core"],
        ["Vigil.Alerting"] = ["Vigil.Analysis", "Vigil.Core"],
        ["Vigil.Server"] = ["Vigil.Alerting", "Vigil.Analysis", "Vigil.Collection", "Vigil.Configuration", "Vigil.Core", "Vigil.Logs", "Vigil.Storage", "Vigil.Telemetry"],
        ["Vigil.Cli"] = ["Vigil.Alerting", "Vigil.Analysis", "Vigil.Collection", "Vigil.Configuration", "Vigil.Core", "Vigil.Logs", "Vigil.Server", "Vigil.Storage", "Vigil.Telemetry"],
    };

    /// <summary>Every package that the program is made with, and the one project that may speak to it.</summary>
    private static readonly Dictionary<string, string> s_owners = new()
    {
        ["YamlDotNet"] = "Vigil.Configuration",
        ["SQLitePCLRaw.core"] = "Vigil.Storage",
        ["SQLitePCLRaw.bundle_e_sqlite3"] = "Vigil.Storage",
        ["Microsoft.AspNetCore.OpenApi"] = "Vigil.Server",
        ["System.CommandLine"] = "Vigil.Cli",
        ["Spectre.Console"] = "Vigil.Cli",
    };

    public static TheoryData<string> Projects => [.. s_allowed.Keys];

    [Fact]
    public void Every_project_has_its_place_in_the_graph() =>
        Directory.EnumerateDirectories(Repository.At("src")).Select(Path.GetFileName).Order()
            .ShouldBe(s_allowed.Keys.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_allowed_projects_only(string project) =>
        References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order()
            .ShouldBe(s_allowed[project].Order());

    [Fact]
    public void Every_package_has_one_owner() =>
        s_allowed.Keys.SelectMany(project => References(project, "PackageReference").Select(package => (package, project))).Order()
            .ShouldBe(s_owners.Select(owner => (owner.Key, owner.Value)).Order());

    /// <summary>A package reaches the projects above its owner too: the compiler would let them use it.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_is_compiled_against_the_base_library_its_projects_and_its_packages_alone(string project)
    {
        string name = project == "Vigil.Cli" ? "vigil" : project;
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        MetadataReader metadata = file.GetMetadataReader();
        string[] strangers = [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(reference => !IsBaseLibrary(reference)
                && !(project == "Vigil.Server" && IsWebFramework(reference))
                && !s_allowed[project].Contains(reference)
                && OwnerOf(reference) != project)];
        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void Packages_stand_in_the_central_list() =>
        s_owners.Keys.Except(XDocument.Load(Repository.At("Directory.Packages.props"))
            .Descendants("PackageVersion").Select(version => (string)version.Attribute("Include")!)).ShouldBeEmpty();

    private static bool IsBaseLibrary(string assembly) =>
        !s_owners.ContainsKey(assembly)
        && (assembly.StartsWith("System", StringComparison.Ordinal) || assembly is "Microsoft.Win32.Primitives" or "mscorlib" or "netstandard");

    /// <summary>ASP.NET Core comes with the runtime as the base library does, and its OpenAPI model with its package, but the control room alone speaks to them.</summary>
    private static bool IsWebFramework(string assembly) =>
        !s_owners.ContainsKey(assembly)
        && (assembly is "Microsoft.AspNetCore" or "Microsoft.OpenApi" or "Microsoft.Net.Http.Headers" || assembly.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));

    /// <summary>The provider's assemblies come with the bundle.</summary>
    private static string? OwnerOf(string assembly) =>
        s_owners.GetValueOrDefault(assembly) ?? (assembly.StartsWith("SQLitePCLRaw.", StringComparison.Ordinal) ? "Vigil.Storage" : null);

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.At($"src/{project}/{project}.csproj")).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!);
}
