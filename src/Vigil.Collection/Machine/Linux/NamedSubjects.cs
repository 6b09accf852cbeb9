using System.Text;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// The subjects of one kernel file that has a line per thing (cores, disks, interfaces), which may come and go. Names
/// are compared as bytes and lines keep their order from sample to sample, so a look-up is one comparison.
/// </summary>
/// <param name="kind">The kind of the subjects.</param>
/// <param name="isRecorded">Asked once per name, when it first appears: whether it gets a subject.</param>
internal sealed class NamedSubjects(SubjectKind kind, Func<string, bool> isRecorded)
{
    private readonly List<Entry> _entries = [];
    private int _cursor;
    private int _pass;

    /// <summary>Starts a pass over the lines of a sample.</summary>
    public void BeginPass()
    {
        _cursor = 0;
        _pass++;
    }

    /// <summary>The row of the thing of this name, all readings not available; null when it is not recorded. New things join the frame.</summary>
    public Span<long> Row(ReadOnlySpan<byte> name, SampleFrame frame)
    {
        Entry entry = Find(name) ?? Add(name, frame);
        entry.Pass = _pass;
        if (entry.Subject is null)
        {
            return default;
        }

        Span<long> row = entry.Subject.Values;
        row.Fill(Reading.NotAvailable);
        return row;
    }

    /// <summary>Ends a pass: what did not appear leaves the frame.</summary>
    public void EndPass(SampleFrame frame)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Pass != _pass)
            {
                if (_entries[i].Subject is { } gone)
                {
                    frame.Remove(gone);
                }

                _entries.RemoveAt(i);
            }
        }
    }

    /// <summary>Says that no reading is available this time, because the file could not be read.</summary>
    public void Blank()
    {
        foreach (Entry entry in _entries)
        {
            entry.Subject?.Values.AsSpan().Fill(Reading.NotAvailable);
        }
    }

    private Entry? Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            int index = (_cursor + i) % _entries.Count;
            if (name.SequenceEqual(_entries[index].Name))
            {
                _cursor = index + 1;
                return _entries[index];
            }
        }

        return null;
    }

    private Entry Add(ReadOnlySpan<byte> name, SampleFrame frame)
    {
        string key = Encoding.UTF8.GetString(name);
        Subject? subject = isRecorded(key) ? new Subject(kind, key) : null;
        if (subject is not null)
        {
            frame.Add(subject);
        }

        var entry = new Entry(name.ToArray(), subject);
        _entries.Add(entry);
        return entry;
    }

    private sealed class Entry(byte[] name, Subject? subject)
    {
        public byte[] Name { get; } = name;

        public Subject? Subject { get; } = subject;

        public int Pass { get; set; }
    }
}
