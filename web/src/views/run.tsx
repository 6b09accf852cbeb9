import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { address } from "../api/client";
import type { Analysis, EventPage, RunDetail, SeriesAnswer, StepsAnswer, Subject } from "../api/types";
import { useServer } from "../api/server";
import { useGet, useReady, useTurn } from "../api/use";
import type { Across } from "../charts/across";
import { Cursor } from "../charts/cursor";
import { GpuCharts, gpuSeries } from "../charts/gpus";
import { MachineCharts, machineSeries } from "../charts/machine";
import { marksOf } from "../charts/marks";
import { levelSeries, MemoryChart, stackSeries } from "../charts/memory";
import { Timebase } from "../charts/timebase";
import { TrainingCharts } from "../charts/training";
import { ZoomButtons } from "../charts/zoom";
import { ago, exact } from "../format/time";
import { bytes, duration, number } from "../format/units";
import { Score, VerdictBadge } from "../parts/badges";
import { Panel } from "../parts/panel";
import { useLocation } from "../router";
import { CertificatePanel } from "./run/certificate";
import { EditDialog } from "./run/edit";
import { FindingsPanel } from "./run/findings";
import { LogPanel } from "./run/log";
import { RecommendationsPanel } from "./run/recommendations";
import { SetupPanel } from "./run/setup";
import { ProcessesPanel } from "./run/processes";
import { CostPanel, EventsPanel } from "./run/tables";

const points = 700;
const recorderSeries = "recorder:*:vigil.recorder.cpu.time,recorder:*:vigil.recorder.memory.usage,recorder:*:vigil.recorder.sample.duration";
const leastZoomSeconds = 1;

/** A line goes on over so many samples that came late. */
const missedSamples = 6;
const lastTurn = -1;
const none: never[] = [];

/** One run: why it ended and what to do first, then everything that was read of it, on one axis. */
export default function RunView(): JSX.Element {
  const { path } = useLocation();
  const id = decodeURIComponent(path.split("/")[2] ?? "last");
  return <OneRun key={id} id={id} />;
}

function OneRun({ id }: { id: string }): JSX.Element {
  const { query, setQuery, go } = useLocation();
  const base = `/api/v1/runs/${encodeURIComponent(id)}`;
  const [going, setGoing] = useState(true);
  const [known, setKnown] = useState<string>();
  const news = useTurn("run", known ?? id, going);
  const { data: run, problem, reload } = useGet<RunDetail>(base, news);
  // The end is news too, for everything: what came last came after the latest turn.
  const turn = going ? news : lastTurn;
  useEffect(() => {
    if (run) {
      setGoing(run.state === "running");
      setKnown(run.id);
      document.title = `${run.name} · Vigil`;
    }
  }, [run?.state, run?.id, run?.name]);

  const mayChange = useServer()?.role === "operator";
  const zoom = zoomOf(query);
  const window = zoom ? { from: zoom[0], to: zoom[1] } : {};
  const analysisAnswer = useGet<Analysis>(`${base}/analysis`, Math.floor(turn / 3));
  const { data: analysis, problem: analysisProblem } = analysisAnswer;
  const memoryAnswer = useGet<SeriesAnswer>(address(`${base}/series`, { series: levelSeries, points, ...window }), turn);
  const stackAnswer = useGet<SeriesAnswer>(address(`${base}/series`, { series: stackSeries, points, bands: false, ...window }), turn);
  const machineAnswer = useGet<SeriesAnswer>(address(`${base}/series`, { series: machineSeries, points, bands: false, ...window }), turn);
  const gpu = query.get("gpu") ?? "";
  const subjectsAnswer = useGet<{ subjects: Subject[] }>(`${base}/subjects`, Math.floor(turn / 5));
  const subjects = subjectsAnswer.data;
  const gpus = subjects?.subjects.filter((subject) => subject.kind === "gpu") ?? none;
  const { data: gpuAnswer } = useGet<SeriesAnswer>(gpus.length > 0 ? address(`${base}/series`, { series: gpuSeries(gpu || "*"), points, bands: gpus.length === 1 || gpu !== "", ...window }) : null, turn);
  const { data: recorder } = useGet<SeriesAnswer>(run?.state === "running" ? address(`${base}/series`, { series: recorderSeries, points: 10 }) : null, turn);
  const stepsAnswer = useGet<StepsAnswer>(address(`${base}/steps`, { points: points * 2, ...window }), turn);
  const { data: eventPage } = useGet<EventPage>(`${base}/events?limit=1000`, turn);
  const [memory, machine, steps] = [memoryAnswer.data, machineAnswer.data, stepsAnswer.data];
  const ready = useReady([analysisAnswer, memoryAnswer, stackAnswer, machineAnswer, subjectsAnswer, stepsAnswer]);
  const events = eventPage?.events ?? (none as EventPage["events"]);

  const cursor = useMemo(() => new Cursor(), []);
  const timebase = useMemo(() => new Timebase(steps), [steps]);
  const axis = query.get("axis") === "step" && (timebase.isKnown || !steps) ? "step" : "time";
  const whole: [number, number] = [run?.started_at ?? 0, run?.ended_at ?? run?.last_seen_at ?? 1];
  const show = useCallback(
    (from: number, to: number): void => {
      const margin = Math.max(0, (leastZoomSeconds - (to - from)) / 2);
      setQuery({ from: (from - margin).toFixed(3), to: (to + margin).toFixed(3) }, true);
    },
    [setQuery],
  );
  const showEvidence = (from: number, to: number): void => {
    const margin = Math.max(5, (to - from) * 0.2);
    show(Math.max(whole[0], from - margin), Math.min(whole[1], to + margin));
    document.getElementById("charts")?.scrollIntoView({ block: "start" });
  };
  const reset = useCallback(() => setQuery({ from: null, to: null }, true), [setQuery]);
  const [first, last] = zoom ?? whole;
  const view = useMemo<Across>(
    () => ({
      axis,
      timebase,
      shared: {
        axis,
        sync: `run-${id}`,
        joins: axis === "time" ? missedSamples * (run?.sample_interval_seconds ?? 1) : undefined,
        domain: axis === "time" ? [first, last] : timebase.ends,
        onZoom: (from, to) => (axis === "step" ? show(timebase.timeAt(from), timebase.timeAt(to)) : show(from, to)),
        onReset: reset,
        onCursor: (x) => cursor.move(x === null ? null : axis === "step" ? timebase.timeAt(x) : x),
      },
    }),
    [axis, timebase, id, first, last, show, reset, cursor, run?.sample_interval_seconds],
  );
  const marks = useMemo(() => marksOf(events), [events]);
  const severe = useMemo(() => marks.filter((mark) => mark.level !== "info").map((mark) => ({ ...mark, text: "" })), [marks]);
  const memorySeconds = useMemo(() => (memory?.t ?? []).map((t) => t / 1000), [memory]);
  const machineSeconds = useMemo(() => (machine?.t ?? []).map((t) => t / 1000), [machine]);
  const gpuSeconds = useMemo(() => (gpuAnswer?.t ?? []).map((t) => t / 1000), [gpuAnswer]);
  const [editing, setEditing] = useState(false);

  if (problem && !run) {
    return (
      <main class="view" id="content">
        <h1>Run {id}</h1>
        <p class="notice critical">{problem.message}</p>
      </main>
    );
  }

  return (
    <main class="view" id="content">
      <header class="row run-head">
        <h1>{run?.name ?? " "}</h1>
        {run && <VerdictBadge run={run} />}
        <span class="mono muted">{run?.id}</span>
        {run?.tags.map((tag) => (
          <a key={tag} class="badge" href={`/?tag=${encodeURIComponent(tag)}`}>
            {tag}
          </a>
        ))}
        <span class="grow" />
        {mayChange && (
          <button onClick={() => setEditing(true)} disabled={!run}>
            Edit
          </button>
        )}
        <button onClick={() => go(`/compare?runs=${run?.id ?? id}`)}>Compare</button>
        {["csv", "json"].map((format) => (
          <a key={format} class="button" href={`${base}/export?format=${format}`} download data-native aria-label={`Export everything recorded as ${format.toUpperCase()}`}>
            {format.toUpperCase()}
          </a>
        ))}
      </header>
      {run?.note && <p class="muted">{run.note}</p>}
      {editing && run && (
        <EditDialog
          run={run}
          onClose={(changed) => {
            setEditing(false);
            if (changed) {
              reload();
            }
          }}
          onDeleted={() => go("/")}
        />
      )}
      <dl class="tiles">
        <Tile name="Started" value={run ? <span title={exact(run.started_at)}>{ago(run.started_at)}</span> : ""} />
        <Tile name="Duration" value={duration(run?.duration_seconds)} />
        <Tile name="Health" value={run ? run.score !== null ? <Score value={run.score} /> : <HealthBadge value={run.health ?? analysis?.summary.health_score ?? null} /> : ""} />
        <Tile name="Step" value={run ? `${run.step ?? "–"}${run.total_steps === null ? "" : ` / ${run.total_steps}`}` : ""} />
        <Tile name="Loss" value={number(run?.loss)} />
        <Tile name="Memory, peak" value={bytes(run?.memory_peak_bytes)} />
        <Tile name="Exit code" value={run?.exit_code === null || run === undefined ? "–" : String(run.exit_code)} />
      </dl>
      {ready ? (
        <>
          <div class="halves">
            {run ? <CertificatePanel run={run} analysis={analysis} problem={analysisProblem?.message} onShow={showEvidence} /> : <section class="panel placeholder" />}
            <RecommendationsPanel run={run?.id ?? id} recommendations={analysis?.recommendations} onShow={showEvidence} />
          </div>
          <div class="beside" id="charts">
            <Panel
              title="Timeline"
              actions={
                <>
                  <div class="row tight" role="group" aria-label="Axis">
                    <button class="small" aria-pressed={axis === "time"} onClick={() => setQuery({ axis: null })}>
                      Time
                    </button>
                    <button class="small" aria-pressed={axis === "step"} disabled={!timebase.isKnown} onClick={() => setQuery({ axis: "step" })}>
                      Step
                    </button>
                  </div>
                  <button class="small" aria-pressed={query.get("log") === "1"} onClick={() => setQuery({ log: query.get("log") === "1" ? null : "1" })}>
                    Log loss
                  </button>
                  {gpus.length > 1 && (
                    <select aria-label="GPU" value={gpu} onChange={(event) => setQuery({ gpu: event.currentTarget.value })}>
                      <option value="">All GPUs</option>
                      {gpus.map((one) => (
                        <option key={one.key} value={one.key}>
                          GPU {one.attributes["index"] ?? one.key}
                        </option>
                      ))}
                    </select>
                  )}
                  <ZoomButtons whole={whole} zoom={zoom} onZoom={show} onReset={reset} />
                </>
              }
            >
              <div class="charts">
                <div class="full">
                  <MemoryChart stack={stackAnswer.data} answer={memory} view={view} marks={marks} seconds={memorySeconds} />
                </div>
                <TrainingCharts steps={steps} view={view} marks={severe} logarithmic={query.get("log") === "1"} />
                {gpus.length > 0 && <GpuCharts answer={gpuAnswer} view={view} marks={severe} seconds={gpuSeconds} />}
                <MachineCharts answer={machine} view={view} marks={severe} seconds={machineSeconds} />
              </div>
              {subjects && gpus.length === 0 && <p class="muted">No GPU was seen in this run.</p>}
            </Panel>
            <LogPanel run={run?.id ?? id} cursor={cursor} turn={turn} errors={analysis?.log_errors ?? none} search={query.get("find") ?? ""} onSearch={(text) => setQuery({ find: text || null })} />
          </div>
          {analysis && <FindingsPanel analysis={analysis} onShow={showEvidence} />}
          <EventsPanel events={events} start={whole[0]} onShow={showEvidence} />
          <ProcessesPanel run={run?.id ?? id} start={whole[0]} memory={stackAnswer.data} window={window} cursor={cursor} turn={turn} ended={run?.ended_at !== null} patience={missedSamples * (run?.sample_interval_seconds ?? 1)} />
          {run && <SetupPanel run={run} />}
          {run && <CostPanel summary={run.summary} recorder={recorder} />}
        </>
      ) : (
        <div class="waiting" aria-busy="true" />
      )}
    </main>
  );
}

function Tile({ name, value }: { name: string; value: JSX.Element | string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function HealthBadge({ value }: { value: string | null }): JSX.Element {
  return value === null ? <span class="muted">–</span> : <span class={`badge ${value}`}>{value}</span>;
}

function zoomOf(query: URLSearchParams): [number, number] | null {
  const from = Number(query.get("from"));
  const to = Number(query.get("to"));
  return query.has("from") && query.has("to") && Number.isFinite(from) && Number.isFinite(to) && to > from ? [from, to] : null;
}
