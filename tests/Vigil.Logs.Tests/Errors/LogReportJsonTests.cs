using System.Text.Json.Nodes;
using Vigil.Logs.Errors;

namespace Vigil.Logs.Tests.Errors;

public class LogReportJsonTests
{
    [Fact]
    public async Task The_shape_is_a_contract()
    {
        LogReport report = await LogReaderTests.Read("2025-01-07T19:37:55Z step 3 | loss: 0.5\nx.py:1: FutureWarning: old\nKilled\n");

        LogReportJson.Create(report).ToJsonString().ShouldBe(
            """{"primary":{"class":"host_oom","message":"Killed","line":3,"timestamp":1736278675,"step":3,"confidence":0.8}"""
            + ""","findings":[{"class":"host_oom","message":"Killed","line":3,"timestamp":1736278675,"step":3,"confidence":0.8,"level":"CRITICAL","count":1,"rank":null,"stack":[],"captures":{}}]"""
            + ""","warnings":[{"class":"deprecation_warning","message":"x.py:1: FutureWarning: old","line":2,"timestamp":1736278675,"step":3,"confidence":0.9,"level":"WARNING","count":1,"rank":null,"stack":[],"captures":{}}]"""
            + ""","last_step":3}""");
    }

    [Fact]
    public void An_empty_log_has_no_primary()
    {
        JsonObject json = LogReportJson.Create(new LogReport());

        json.ToJsonString().ShouldBe("""{"primary":null,"findings":[],"warnings":[],"last_step":null}""");
    }

    [Fact]
    public void Names_of_causes_are_in_snake_case() =>
        Enum.GetValues<CauseClass>().Select(CauseClassNames.Of).ShouldBe([
            "cuda_oom", "host_oom", "shm_exhausted", "dataloader_worker_died", "cuda_illegal_access", "cuda_device_assert", "cuda_unavailable", "cuda_library_error",
            "nccl_error", "nan_or_divergence", "disk_full", "file_missing", "checkpoint_mismatch", "shape_mismatch", "dtype_mismatch", "config_error", "import_or_version_error",
            "network_error", "permission_error", "interrupted", "thermal_or_power", "assertion_failed", "out_of_range", "unknown_error", "gradient_scaler_overflow", "deprecation_warning",
        ]);
}
