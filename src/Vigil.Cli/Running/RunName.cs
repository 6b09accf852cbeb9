namespace Vigil.Cli.Running;

/// <summary>Names a run after what it runs.</summary>
internal static class RunName
{
    /// <summary>
    /// The script or module where the program is an interpreter or launcher (<c>python3 -u train.py</c> → <c>train</c>,
    /// <c>torchrun --nproc 2 -m pkg.train</c> → <c>pkg.train</c>), else the program.
    /// </summary>
    public static string Of(IReadOnlyList<string> command)
    {
        for (int i = 1; i < command.Count; i++)
        {
            if (command[i] == "-m" && i + 1 < command.Count)
            {
                return command[i + 1];
            }

            if (command[i].EndsWith(".py", StringComparison.Ordinal) || command[i].EndsWith(".sh", StringComparison.Ordinal))
            {
                return Path.GetFileNameWithoutExtension(command[i]);
            }
        }

        string name = Path.GetFileName(command[0].TrimEnd('/'));
        return name.Length > 0 ? name : command[0];
    }
}
