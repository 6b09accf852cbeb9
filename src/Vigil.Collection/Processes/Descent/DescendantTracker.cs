namespace Vigil.Collection.Processes.Descent;

/// <summary>
/// Follows the descendants of one process through lists of all processes. Once seen, a process stays a member until it
/// ends, whatever becomes of its parent.
/// </summary>
/// <remarks>
/// A number is not an identity: it is used again. A member is known by number and start, and a child counts only when
/// it started no earlier than its parent, because Windows goes on naming a parent whose number now belongs to another.
/// What escapes: a process whose parent was born and gone between two lists.
/// </remarks>
/// <param name="rootPid">The process whose tree this is; itself a member.</param>
internal sealed class DescendantTracker(int rootPid)
{
    private readonly Dictionary<int, long> _members = [];
    private readonly Dictionary<int, long> _alive = [];
    private bool _rootSeen;

    /// <summary>Whether a process of the latest list belongs to the tree.</summary>
    public bool Contains(int pid) => _members.ContainsKey(pid);

    /// <summary>Takes the next list of all processes.</summary>
    public void Update(ReadOnlySpan<ProcessSighting> all)
    {
        _alive.Clear();
        foreach (ref readonly ProcessSighting process in all)
        {
            _alive[process.Pid] = process.Start;
        }

        Forget(keepEnded: true);
        AdoptRoot();

        // Members that have just ended still count as parents here: their last children name them.
        while (AdoptChildren(all))
        {
        }

        Forget(keepEnded: false);
    }

    private void AdoptRoot()
    {
        if (!_rootSeen && _alive.TryGetValue(rootPid, out long start))
        {
            _rootSeen = true;
            _members[rootPid] = start;
        }
    }

    private bool AdoptChildren(ReadOnlySpan<ProcessSighting> all)
    {
        bool grew = false;
        foreach (ref readonly ProcessSighting process in all)
        {
            if (process.Pid != process.ParentPid
                && !_members.ContainsKey(process.Pid)
                && _members.TryGetValue(process.ParentPid, out long parentStart)
                && process.Start >= parentStart)
            {
                _members.Add(process.Pid, process.Start);
                grew = true;
            }
        }

        return grew;
    }

    private void Forget(bool keepEnded)
    {
        foreach ((int pid, long start) in _members)
        {
            bool listed = _alive.TryGetValue(pid, out long now);
            if (listed ? now != start : !keepEnded)
            {
                _members.Remove(pid);
            }
        }
    }
}
