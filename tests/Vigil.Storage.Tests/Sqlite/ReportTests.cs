using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class ReportTests : IDisposable
{
    private readonly TestStore _test = new();

    [Fact]
    public void A_report_comes_back_as_it_was()
    {
        using SqliteRunStore store = _test.Open();
        long? id = store.SaveReport(Report("run22222", 100) with { LogErrors = [new JsonObject { ["message"] = "CUDA out of memory" }], PeakMemoryBytes = 127_990_000_001 });

        StoredReport report = store.LatestReport("run22222").ShouldNotBeNull();
        report.Id.ShouldBe(id.ShouldNotBeNull());
        report.CreatedAt.ShouldBe(100);
        report.Summary.ToJsonString().ShouldBe("""{"verdict":"cuda_oom"}""");
        report.Recommendations.ToJsonString().ShouldBe("""[{"title":"Reduce worker count"}]""");
        report.LogErrors.ShouldNotBeNull().ToJsonString().ShouldBe("""[{"message":"CUDA out of memory"}]""");
        report.PeakMemoryBytes.ShouldBe(127_990_000_001);
        report.HealthScore.ShouldBe("critical");
    }

    [Fact]
    public void The_columns_are_those_that_other_programs_read()
    {
        using SqliteRunStore store = _test.Open();
        store.SaveReport(Report("run22222", 100) with { PeakMemoryBytes = 3L << 29 });

        TestStore.Scalar(_test.Path, "SELECT peak_memory_gb FROM AnalysisReport").ShouldBe(1.5);
        TestStore.Scalar(_test.Path, "SELECT json_extract(summary, '$.verdict') FROM AnalysisReport WHERE job_id = 'run22222'").ShouldBe("cuda_oom");
        TestStore.Scalar(_test.Path, "SELECT json_extract(recommendations, '$[0].title') FROM AnalysisReport").ShouldBe("Reduce worker count");
        TestStore.Scalar(_test.Path, "SELECT log_errors FROM AnalysisReport").ShouldBe(DBNull.Value);
    }

    [Fact]
    public void Each_analysis_adds_a_report_and_the_newest_counts()
    {
        using SqliteRunStore store = _test.Open();
        store.SaveReport(Report("run22222", 100));
        store.SaveReport(Report("run33333", 150));
        store.SaveReport(Report("run22222", 90) with { HealthScore = "good" });

        store.ReadReports("run22222").Select(report => report.CreatedAt).ShouldBe([100, 90]);
        store.LatestReport("run22222").ShouldNotBeNull().HealthScore.ShouldBe("good");
        store.LatestReports().Keys.Order().ShouldBe(["run22222", "run33333"]);
        store.LatestReports()["run22222"].HealthScore.ShouldBe("good");
        store.LatestReport("run44444").ShouldBeNull();
        store.ReadReports("run44444").ShouldBeEmpty();
    }

    [Fact]
    public void A_number_that_json_does_not_know_is_written_as_a_word()
    {
        using SqliteRunStore store = _test.Open();
        store.SaveReport(Report("run22222", 100) with { Recommendations = [new JsonObject { ["current_value"] = double.NaN }] });

        store.LatestReport("run22222").ShouldNotBeNull().Recommendations.ToJsonString().ShouldBe("""[{"current_value":"NaN"}]""");
    }

    [Fact]
    public void Rows_of_other_programs_that_are_no_json_read_as_empty()
    {
        using SqliteRunStore store = _test.Open();
        TestStore.Execute(_test.Path, "INSERT INTO AnalysisReport (job_id, created_at, summary, recommendations, log_errors) VALUES ('x', 1, 'fine', '{', '7')");

        StoredReport report = store.LatestReport("x").ShouldNotBeNull();
        report.Summary.ShouldBeEmpty();
        report.Recommendations.ShouldBeEmpty();
        report.LogErrors.ShouldNotBeNull().ShouldBeEmpty();
        report.HealthScore.ShouldBeNull();
    }

    [Fact]
    public void A_store_opened_for_reading_alone_saves_none()
    {
        _test.Open().Dispose();
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { ReadOnly = true });

        store.SaveReport(Report("run22222", 100)).ShouldBeNull();
        store.LatestReport("run22222").ShouldBeNull();
    }

    public void Dispose() => _test.Dispose();

    private static StoredReport Report(string run, double at) => new()
    {
        RunId = run,
        CreatedAt = at,
        Summary = new JsonObject { ["verdict"] = "cuda_oom" },
        Recommendations = [new JsonObject { ["title"] = "Reduce worker count" }],
        HealthScore = "critical",
    };
}
