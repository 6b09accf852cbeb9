using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Analysis;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Reports;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Cli.Settings;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Cli.Plot;

/// <summary>
/// A run as one HTML page that needs nothing else: words are written here, charts are drawn by a script of its own from data
/// inside of the page. Nothing is fetched, and a policy in the page forbids it.
/// </summary>
internal sealed class RunPage(RunAnalysis analysis, VigilSettings settings)
{
    private const int LogShown = 50;
    private readonly StringBuilder _page = new();

    /// <summary>The whole page.</summary>
    public string Create()
    {
        RunStart start = analysis.Evidence.Run.Start;
        _page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Html.Text(RunText.OneLine(start.Name))} · {Html.Text(start.Id)} · Vigil</title>\n")
            .Append("<style>\n").Append(Resource("page.css")).Append("</style>\n</head>\n<body>\n<main>\n");
        WriteHead();
        WriteRecommendations();
        WriteFindings();
        _page.Append("<section id=\"charts\" aria-label=\"Charts\"></section>\n");
        WriteLog();
        _page.Append(CultureInfo.InvariantCulture, $"<footer>Made by Vigil {Html.Text(VigilVersion.Current)} from {Html.Text(RunText.CommandLine(start.Command))}</footer>\n</main>\n")
            .Append("<script id=\"data\" type=\"application/json\">").Append(Data().ToJsonString()).Append("</script>\n")
            .Append("<script>\n").Append(Resource("page.js")).Append("</script>\n</body>\n</html>\n");
        return _page.ToString();
    }

    private void WriteHead()
    {
        RunRecord run = analysis.Evidence.Run;
        string health = EnumNames.ToSnakeCase(analysis.Health);
        _page.Append("<header>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{Html.Text(RunText.OneLine(run.Start.Name))} <small>{Html.Text(run.Start.Id)}</small></h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<div class=\"verdict {health}\"><p class=\"word\">{Html.Text(AnalysisText.Words(analysis.Certificate.Verdict))} <span>{analysis.Certificate.Confidence * 100:0} % sure · health {health}</span></p>")
            .Append(CultureInfo.InvariantCulture, $"<p>{Html.Text(analysis.Certificate.Headline)}</p>")
            .Append(Html.Evidence("What speaks for it", analysis.Certificate.For))
            .Append(Html.Evidence("What speaks against it, or is missing", analysis.Certificate.Against))
            .Append("</div>\n<dl>");
        foreach ((string name, string value) in Facts())
        {
            _page.Append(CultureInfo.InvariantCulture, $"<div><dt>{Html.Text(name)}</dt><dd>{Html.Text(value)}</dd></div>");
        }

        _page.Append("</dl>\n</header>\n");
    }

    private IEnumerable<(string Name, string Value)> Facts()
    {
        JsonObject summary = AnalysisJson.Summary(analysis);
        yield return ("duration", Humanize.Duration(analysis.Evidence.DurationSeconds));
        yield return ("last step", JsonText.ReadNumber(summary["steps_completed"]) is > 0 and { } steps ? steps.ToString("N0", CultureInfo.InvariantCulture) : "none seen");
        if (JsonText.ReadNumber(summary["peak_memory_gb"]) is { } peak)
        {
            string of = JsonText.ReadNumber(summary["total_memory_gb"]) is > 0 and { } total ? $" of {Humanize.Bytes(total * (1L << 30))} ({peak / total * 100:0} %)" : "";
            yield return ("peak memory", Humanize.Bytes(peak * (1L << 30)) + of);
        }

        if (JsonText.ReadNumber(summary["score"]) is { } score)
        {
            yield return ("score", $"{score:0} of 100");
        }

        if (analysis.Evidence.Run.Outcome?.ExitCode is { } code)
        {
            yield return ("exit code", code.ToString(CultureInfo.InvariantCulture));
        }

        yield return ("errors in the log", analysis.Evidence.Log.Findings.Count.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteRecommendations()
    {
        if (analysis.Recommendations.Count == 0)
        {
            return;
        }

        _page.Append("<section>\n<h2>What to do</h2>\n<ol class=\"cards\">\n");
        foreach (Recommendation recommendation in analysis.Recommendations)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<li class=\"{EnumNames.ToSnakeCase(recommendation.Severity)}\"><h3>{Html.Text(recommendation.Title)}</h3>")
                .Append(CultureInfo.InvariantCulture, $"<p><b>{Html.Text(recommendation.Action)}</b></p><p>{Html.Text(recommendation.Impact)}</p>");
            if (recommendation.Place is { } place)
            {
                _page.Append(CultureInfo.InvariantCulture, $"<p class=\"place\"><code>{Html.Text(place.Path)}</code>: {Html.Text(AnalysisText.Value(recommendation.CurrentValue))} → {Html.Text(AnalysisText.Value(recommendation.RecommendedValue))}{(place.File is { } file ? " in " + Html.Text(file) : "")}</p>");
            }

            _page.Append(Html.Evidence($"Why ({recommendation.RuleId})", recommendation.Evidence)).Append("</li>\n");
        }

        _page.Append("</ol>\n</section>\n");
    }

    private void WriteFindings()
    {
        Finding[] findings = [.. analysis.Findings];
        if (findings.Length == 0)
        {
            return;
        }

        _page.Append("<section>\n<h2>What was found</h2>\n<ul class=\"cards\">\n");
        foreach (Finding finding in findings)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<li class=\"{EnumNames.ToSnakeCase(finding.Severity)}\"><h3>{Html.Text(finding.Title)} <small>{Html.Text(finding.RuleId)}</small></h3><p>{Html.Text(finding.Explanation)}</p>")
                .Append(Html.Evidence("Evidence", finding.Evidence)).Append("</li>\n");
        }

        _page.Append("</ul>\n</section>\n");
    }

    private void WriteLog()
    {
        LogReport log = analysis.Evidence.Log;
        LogFinding[] entries = [.. log.Findings.Concat(log.Warnings).Take(LogShown)];
        if (entries.Length == 0)
        {
            return;
        }

        _page.Append("<section>\n<h2>In the log</h2>\n<ul class=\"log\">\n");
        foreach (LogFinding entry in entries)
        {
            string level = entry.Level == LogLevel.Warning ? "warning" : "critical";
            _page.Append(CultureInfo.InvariantCulture, $"<li class=\"{level}\"><p class=\"where\">{entry.Level.ToString().ToUpperInvariant()} · {Html.Text(EnumNames.ToSnakeCase(entry.Class))} · {Html.Text(LogText.Where(entry, analysis.Evidence.Run.Start.StartedAt))}</p><pre>{Html.Text(entry.Message)}</pre>");
            if (entry.Stack.Count > 0)
            {
                _page.Append("<details><summary>Stack</summary><pre>").Append(Html.Text(string.Join('\n', entry.Stack))).Append("</pre></details>");
            }

            _page.Append("</li>\n");
        }

        _page.Append("</ul>\n</section>\n");
    }

    private JsonObject Data() => new()
    {
        ["from"] = analysis.Evidence.From,
        ["span"] = analysis.Evidence.DurationSeconds,
        ["interval"] = analysis.Evidence.Run.Start.SampleIntervalSeconds,
        ["events"] = PageEvents.Create(analysis),
        ["charts"] = new JsonArray([.. new RunCharts(analysis.Evidence, settings).Create().Select(chart => (JsonNode)chart.ToJson(analysis.Evidence.From))]),
    };

    private static string Resource(string name)
    {
        using Stream stream = typeof(RunPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The program lacks its part {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
