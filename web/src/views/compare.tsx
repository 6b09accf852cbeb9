import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { address, get, Problem } from "../api/client";
import type { Comparison, RunDetail, RunPage, SeriesAnswer, StepsAnswer } from "../api/types";
import { useGet } from "../api/use";
import { Chart, type ChartLine } from "../charts/chart";
import { added, linesOf } from "../charts/series";
import { instant } from "../format/time";
import { duration, percent, quantity } from "../format/units";
import { settingValue, title } from "../format/values";
import { VerdictBadge } from "../parts/badges";
import { CsvButton } from "../parts/download";
import { Empty } from "../parts/empty";
import { Panel } from "../parts/panel";
import { useLocation } from "../router";

const mostRuns = 8;
const points = 600;

interface Loaded {
  run: RunDetail;
  steps: StepsAnswer;
  memory: SeriesAnswer;
  gpu: SeriesAnswer;
  totals: SeriesAnswer;
}

/** Runs over each other, by step or by time since their start; what was set differently, and what came of it. */
export default function CompareView(): JSX.Element {
  const { query, setQuery } = useLocation();
  const ids = (query.get("runs") ?? "").split(",").filter((id) => id !== "").slice(0, mostRuns);
  const { runs, problem } = useRuns(ids);
  const axis = query.get("axis") === "elapsed" ? "elapsed" : "step";
  const change = (next: string[]): void => setQuery({ runs: next.join(",") }, true);
  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">Compare</h1>
        <div class="row tight" role="group" aria-label="Axis">
          <button class="small" aria-pressed={axis === "step"} onClick={() => setQuery({ axis: null, from: null, to: null })}>
            Step
          </button>
          <button class="small" aria-pressed={axis === "elapsed"} onClick={() => setQuery({ axis: "elapsed", from: null, to: null })}>
            Time since start
          </button>
        </div>
        <AddRun ids={ids} onAdd={(id) => change([...ids, id])} />
      </div>
      {problem && <p class="notice critical">{problem}</p>}
      {ids.length > 0 && (
        <ul class="compared" aria-label="Runs compared">
          {ids.map((id, i) => {
            const run = runs.find((one) => one.run.id === id)?.run;
            return (
              <li key={id} class="panel">
                <span class={`swatch series-${i + 1}`} />
                <a href={`/runs/${id}`}>{run?.name ?? id}</a> <span class="mono muted">{id}</span> {run && <VerdictBadge run={run} />}
                <span class="muted">{run ? `${instant(run.started_at)}, ${duration(run.duration_seconds)}` : ""}</span>
                <button class="small" aria-label={`Leave out ${run?.name ?? ""} ${id}`} onClick={() => change(ids.filter((other) => other !== id))}>
                  ✕
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {ids.length < 2 && (
        <section class="panel">
          <Empty title={ids.length === 0 ? "Nothing to compare yet" : "One run more"}>Pick two to eight runs: with the boxes in the list of runs, or with the selection above.</Empty>
        </section>
      )}
      {runs.length > 0 && <Overlay runs={runs} ids={ids} axis={axis} />}
      {runs.length > 1 && <Differences runs={ids.flatMap((id) => runs.find((one) => one.run.id === id)?.run ?? [])} />}
    </main>
  );
}

function useRuns(ids: string[]): { runs: Loaded[]; problem: string | undefined } {
  const [runs, setRuns] = useState<Loaded[]>([]);
  const [problem, setProblem] = useState<string>();
  const key = ids.join(",");
  useEffect(() => {
    const abort = new AbortController();
    setProblem(undefined);
    const load = async (id: string): Promise<Loaded> => {
      const known = runs.find((one) => one.run.id === id);
      if (known) {
        return known;
      }
      const base = `/api/v1/runs/${encodeURIComponent(id)}`;
      const [run, steps, memory, gpu, totals] = await Promise.all([
        get<RunDetail>(base, {}, abort.signal),
        get<StepsAnswer>(`${base}/steps`, { points }, abort.signal),
        get<SeriesAnswer>(`${base}/series`, { series: "process:*:process.memory.usage", points, bands: false }, abort.signal),
        get<SeriesAnswer>(`${base}/series`, { series: "gpu:*:hw.gpu.utilization,gpu:*:hw.gpu.memory.usage", points, bands: false }, abort.signal),
        get<SeriesAnswer>(`${base}/totals`, { points }, abort.signal),
      ]);
      return { run, steps, memory, gpu, totals };
    };
    Promise.all(ids.map(load)).then(setRuns, (error: unknown) => {
      if (error instanceof Problem) {
        setProblem(error.message);
      }
    });
    return () => abort.abort();
  }, [key]);
  return { runs: runs.filter((one) => ids.includes(one.run.id)), problem };
}

function AddRun({ ids, onAdd }: { ids: string[]; onAdd: (id: string) => void }): JSX.Element {
  const { data } = useGet<RunPage>("/api/v1/runs?limit=100");
  const others = (data?.runs ?? []).filter((run) => !ids.includes(run.id));
  return (
    <select aria-label="Add a run" value="" disabled={ids.length >= mostRuns || others.length === 0} onChange={(event) => event.currentTarget.value && onAdd(event.currentTarget.value)}>
      <option value="">Add a run…</option>
      {others.map((run) => (
        <option key={run.id} value={run.id}>
          {run.name} {run.id}, {instant(run.started_at)}
        </option>
      ))}
    </select>
  );
}

interface Curve {
  x: number[];
  values: (number | null)[];
}

function Overlay({ runs, ids, axis }: { runs: Loaded[]; ids: string[]; axis: "step" | "elapsed" }): JSX.Element {
  const { query, setQuery } = useLocation();
  const key = runs.map((one) => one.run.id).join(",");
  const charts = useMemo(() => {
    const stepCurve = (one: Loaded, ...names: string[]): Curve => {
      const column = names.map((name) => one.steps.columns[name]).find((found) => found !== undefined);
      return { x: axis === "step" ? one.steps.step : one.steps.t.map((t) => t - one.run.started_at), values: column?.mean ?? [] };
    };
    const timeCurve = (one: Loaded, answer: SeriesAnswer, metric: string, mean: boolean): Curve => {
      const found = linesOf(answer, metric);
      const sum = added(found.map((line) => line.mean));
      return { x: answer.t.map((t) => t / 1000 - one.run.started_at), values: mean ? sum.map((value) => (value === null ? null : value / found.length)) : sum };
    };
    const overlay = (name: string, unit: string, over: "step" | "elapsed", curve: (one: Loaded) => Curve) => ({ name, unit, over, ...aligned(runs.map((one) => ({ label: `${one.run.name} ${one.run.id}`, color: ids.indexOf(one.run.id) + 1, ...curve(one) }))) });
    return [
      overlay("Loss", "1", axis, (one) => stepCurve(one, "loss", "generator_loss")),
      overlay("Step time", "s", axis, (one) => stepCurve(one, "step_seconds")),
      overlay("Gradient norm", "1", axis, (one) => stepCurve(one, "gradient_norm")),
      overlay("Learning rate", "1", axis, (one) => stepCurve(one, "learning_rate")),
      overlay("Memory of the program", "By", "elapsed", (one) => timeCurve(one, one.memory, "process.memory.usage", false)),
      overlay("CPU, all cores", "%", "elapsed", (one) => timeCurve(one, one.totals, "cpu.utilization", false)),
      overlay("GPU utilization, mean", "%", "elapsed", (one) => timeCurve(one, one.gpu, "hw.gpu.utilization", true)),
      overlay("GPU memory, all", "By", "elapsed", (one) => timeCurve(one, one.gpu, "hw.gpu.memory.usage", false)),
    ].filter((chart) => chart.lines.length > 0);
  }, [key, axis]);
  const from = Number(query.get("from"));
  const to = Number(query.get("to"));
  const zoomed = query.has("from") && to > from;
  return (
    <Panel
      title="Overlaid"
      actions={
        <button class="small" disabled={!zoomed} onClick={() => setQuery({ from: null, to: null }, true)}>
          Everything
        </button>
      }
    >
      <div class="charts">
        {charts.map((chart) => (
          <Chart
            key={chart.name}
            title={chart.name}
            unit={chart.unit}
            axis={chart.over}
            x={chart.x}
            lines={chart.lines}
            height={220}
            range={chart.unit === "%" ? [0, 100] : chart.unit === "1" ? [null, null] : [0, null]}
            sync={`compare-${chart.over}`}
            note={chart.over === axis ? undefined : "by time since start"}
            domain={zoomed && chart.over === axis ? [from, to] : undefined}
            onZoom={(low, high) => chart.over === axis && setQuery({ from: low.toFixed(3), to: high.toFixed(3) }, true)}
            onReset={() => setQuery({ from: null, to: null }, true)}
          />
        ))}
      </div>
    </Panel>
  );
}

/** Curves with positions of their own, on one axis: where a curve has nothing at a position, nothing is drawn, and its line goes on. */
function aligned(curves: (Curve & { label: string; color: number })[]): { x: number[]; lines: ChartLine[] } {
  const kept = curves.filter((curve) => curve.values.some((value) => value !== null));
  const x = [...new Set(kept.flatMap((curve) => curve.x))].sort((a, b) => a - b);
  const place = new Map(x.map((at, i) => [at, i]));
  const lines = kept.map(({ label, color, x: positions, values }): ChartLine => {
    const column: (number | null)[] = new Array<number | null>(x.length).fill(null);
    positions.forEach((at, i) => (column[place.get(at)!] = values[i] ?? null));
    return { label, color, values: column };
  });
  return { x, lines };
}

/** The first run against each other one, as vigil compare prints it. */
function Differences({ runs }: { runs: RunDetail[] }): JSX.Element {
  const [first, ...others] = runs;
  return (
    <>
      {others.map((other) => (
        <Difference key={other.id} first={first!} second={other} />
      ))}
    </>
  );
}

function Difference({ first, second }: { first: RunDetail; second: RunDetail }): JSX.Element {
  const { data, problem } = useGet<Comparison>(address("/api/v1/compare", { runs: `${first.id},${second.id}` }));
  const heading = `${second.name} ${second.id} against ${first.name} ${first.id}`;
  if (!data) {
    return (
      <Panel title={heading}>
        <p class="muted">{problem ? (problem.status === 404 ? `This server does not compare. On the machine itself: vigil compare ${first.id} ${second.id}` : problem.message) : "…"}</p>
      </Panel>
    );
  }
  return (
    <Panel
      title={heading}
      flush
      actions={
        <CsvButton
          name={`compare-${first.id}-${second.id}`}
          header={["quantity", "unit", "first", "second", "difference", "low", "high", "p_value", "significant"]}
          rows={() => data.quantities.map((one) => [one.name, one.unit, one.first, one.second, one.difference, one.low, one.high, one.p_value, one.significant])}
        />
      }
    >
      <table>
        <caption>Settings that differ</caption>
        <thead>
          <tr>
            <th>Setting</th>
            <th>{first.id}</th>
            <th>{second.id}</th>
          </tr>
        </thead>
        <tbody>
          {data.settings.map((one) => (
            <tr key={one.source + one.path}>
              <td class="mono">{one.path}</td>
              <td>{settingValue(one.first)}</td>
              <td>{settingValue(one.second)}</td>
            </tr>
          ))}
          {data.settings.length === 0 && (
            <tr>
              <td colSpan={3} class="muted">
                None: the runs were started alike.
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <table>
        <caption>Measured differences</caption>
        <thead>
          <tr>
            <th>Quantity</th>
            <th class="number">{first.id}</th>
            <th class="number">{second.id}</th>
            <th class="number">Change</th>
            <th class="wide-only number">95 % interval</th>
            <th>Significance</th>
          </tr>
        </thead>
        <tbody>
          {data.quantities.map((one) => (
            <tr key={one.name}>
              <td>{title(one.name)}</td>
              <td class="number">{quantity(one.first, one.unit)}</td>
              <td class="number">{quantity(one.second, one.unit)}</td>
              <td class="number">{one.relative === null ? "–" : `${one.relative > 0 ? "+" : ""}${percent(one.relative * 100)}`}</td>
              <td class="wide-only number">{one.low === null || one.high === null ? "–" : `${quantity(one.low, one.unit)} to ${quantity(one.high, one.unit)}`}</td>
              <td>{one.p_value === null ? <span class="muted">one reading each: not to be judged</span> : one.significant ? <span class="badge plain">significant, p {quantity(one.p_value, "1")}</span> : <span class="muted">may be chance, p {quantity(one.p_value, "1")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
