namespace Vigil.Collection.Files;

/// <summary>
/// Where the kernel's files are. Every collector reads through it, so that captured trees stand in for a machine.
/// </summary>
/// <param name="Root">Folder that holds <c>proc</c> and <c>sys</c>; <c>/</c> on a real machine.</param>
public sealed record HostPaths(string Root)
{
    /// <summary>The machine itself.</summary>
    public static HostPaths Real { get; } = new("/");

    /// <summary>A path below <c>/proc</c>, such as <c>Proc("stat")</c>.</summary>
    public string Proc(string relative) => Path.Combine(Root, "proc", relative);

    /// <summary>A path below <c>/sys</c>.</summary>
    public string Sys(string relative) => Path.Combine(Root, "sys", relative);

    /// <summary>Any absolute path of the machine, moved below <see cref="Root"/>.</summary>
    public string At(string absolute) => Path.Combine(Root, absolute.TrimStart('/'));
}
