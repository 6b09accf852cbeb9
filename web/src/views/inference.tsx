import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { address } from "../api/client";
import { useGet, useTick } from "../api/use";
import { Chart, type ChartLine } from "../charts/chart";
import { Empty } from "../parts/empty";
import { useLocation } from "../router";
import "./inference/inference.css";
import { LinesTable, TargetsTable, Totals } from "./inference/tables";
import type { Inference, Timeline } from "./inference/types";

const windows: [number, string][] = [
  [900, "Last 15 min"],
  [3600, "Last hour"],
  [21_600, "Last 6 h"],
  [86_400, "Last 24 h"],
  [604_800, "Last 7 d"],
];

const everyMilliseconds = 5000;

/** The window moves on by so much at a time, so that answers stay the same in between. */
const stepSeconds = 5;

/** Requests that models answer: how many, how fast, how many failed, what waits. */
export default function InferenceView(): JSX.Element {
  const { query, setQuery } = useLocation();
  const tick = useTick(everyMilliseconds);
  const seconds = Number(query.get("seconds")) || 3600;
  const to = useMemo(() => Math.ceil(Date.now() / 1000 / stepSeconds) * stepSeconds, [tick, seconds]);
  const { data, problem } = useGet<Inference>(address("/api/v1/inference", { from: to - seconds, to, points: 180 }));
  return (
    <main class="view inference" id="content">
      <div class="row">
        <h1 class="grow">Inference</h1>
        <select aria-label="Window" value={seconds} onChange={(event) => setQuery({ seconds: event.currentTarget.value })}>
          {windows.map(([length, text]) => (
            <option key={length} value={length}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {problem && !data && <p class="notice critical">{problem.message}</p>}
      {data?.lines.length === 0 && (
        <section class="panel">
          <Empty title="No model has answered a request">
            Engines that are named in vigil.yaml under scrape are asked for their metrics; programs report theirs by OpenTelemetry, as gen_ai metrics or spans.
          </Empty>
        </section>
      )}
      {data && data.lines.length > 0 && (
        <>
          <Totals total={data.total} />
          <Charts timeline={data.timeline} from={data.from} to={data.to} />
          <LinesTable lines={data.lines} />
        </>
      )}
      {data && data.targets.length > 0 && <TargetsTable targets={data.targets} />}
    </main>
  );
}

function Charts({ timeline, from, to }: { timeline: Timeline; from: number; to: number }): JSX.Element {
  const charts = useMemo((): [string, string, ChartLine[]][] => {
    const line = (label: string, values: (number | null)[], color: number): ChartLine => ({ label, values, color });
    return [
      ["Requests", "1/s", [line("all", timeline.requests_per_second, 1), line("failed", timeline.failed_per_second, 5)]],
      ["Tokens", "1/s", [line("made", timeline.output_tokens_per_second, 1), line("read", timeline.input_tokens_per_second, 2)]],
      ["Latency", "s", [line("P50", timeline.latency_p50_seconds, 2), line("P95", timeline.latency_p95_seconds, 3), line("P99", timeline.latency_p99_seconds, 5)]],
      ["Time to first token", "s", [line("P50", timeline.time_to_first_token_p50_seconds, 2), line("P95", timeline.time_to_first_token_p95_seconds, 3)]],
      ["Time from token to token", "s", [line("P50", timeline.time_per_output_token_p50_seconds, 2), line("P95", timeline.time_per_output_token_p95_seconds, 3)]],
      ["Queue", "1", [line("running", timeline.running, 1), line("waiting", timeline.waiting, 3)]],
      ["KV cache in use", "%", [line("fullest", timeline.kv_cache_usage.map((value) => (value === null ? null : 100 * value)), 4)]],
    ];
  }, [timeline]);
  return (
    <>
      {charts
        .filter(([, , lines]) => lines.some((line) => line.values.some((value) => value !== null)))
        .map(([title, unit, lines]) => (
          <Chart key={title} title={title} unit={unit} x={timeline.t} lines={lines} domain={[from, to]} sync="inference" range={[0, null]} />
        ))}
    </>
  );
}
