using Vigil.Core.Metrics;

namespace Vigil.Core.Tests;

public class MetricCatalogueTests
{
    [Fact]
    public void Names_are_unique_and_found()
    {
        var metrics = MetricCatalogue.Tables.SelectMany(table => table.Metrics).ToList();

        metrics.Select(metric => metric.Name).ShouldBeUnique();
        metrics.ShouldAllBe(metric => MetricCatalogue.Find(metric.Name) == metric);
    }

    [Fact]
    public void Every_kind_of_subject_has_a_table()
    {
        foreach (SubjectKind kind in Enum.GetValues<SubjectKind>().Where(kind => kind != SubjectKind.Instrument))
        {
            MetricCatalogue.Of(kind).Subject.ShouldBe(kind);
            MetricCatalogue.Tables.ShouldContain(MetricCatalogue.Of(kind));
        }
    }

    [Fact]
    public void Columns_are_numbered_in_order()
    {
        foreach (MetricTable table in MetricCatalogue.Tables)
        {
            table.Metrics.Select(metric => metric.Index).ShouldBe(Enumerable.Range(0, table.Metrics.Count));
        }
    }
}
