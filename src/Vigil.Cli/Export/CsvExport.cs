using Vigil.Collection.Resources;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Server.Exporting;

namespace Vigil.Cli.Export;

/// <summary>
/// Writes a run as CSV files into a folder: <c>samples.csv</c> (totals), one file per kind of subject with every metric
/// in its unit, <c>steps.csv</c>, <c>events.csv</c>, <c>epoch_N.csv</c>, and the kept output as <c>output.log</c>.
/// </summary>
internal sealed class CsvExport(IRunReader store, RunRecord run, string directory)
{
    private readonly string _id = run.Start.Id;
    private readonly RunTables _tables = new(store, run);

    /// <summary>Writes all files.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> Write()
    {
        Directory.CreateDirectory(directory);
        var written = new List<string>();
        foreach ((string name, Action<TextWriter> write) in _tables.All())
        {
            string path = Path.Combine(directory, name);
            using var file = new StreamWriter(path) { NewLine = "\n" };
            write(file);
            written.Add(path);
        }

        WriteEpochs(written);
        string output = Path.Combine(directory, "output.log");
        using FileStream log = File.Create(output);
        _tables.WriteOutput(log);
        written.Add(output);
        return written;
    }

    /// <summary>Old files of an earlier export are replaced: what is exported is the store's, whole.</summary>
    private void WriteEpochs(List<string> written)
    {
        foreach (string old in Directory.EnumerateFiles(directory, "epoch_*.csv"))
        {
            File.Delete(old);
        }

        var history = StoredResources.Load(store, _id, store.ReadSubjects(_id));
        using var epochs = new EpochCsvWriter(directory, TimeZoneInfo.Local);
        foreach (StepReading step in store.ReadSteps(_id))
        {
            epochs.Write(step, history.At(step.UnixSeconds));
        }

        written.AddRange(Directory.EnumerateFiles(directory, "epoch_*.csv").Order(StringComparer.Ordinal));
    }
}
