import type { JSX } from "preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import { address, Problem, send } from "../api/client";
import type { MonitorInfo, RunDetail, SeriesAnswer, Subject } from "../api/types";
import { useGet, useTurn } from "../api/use";
import type { Across } from "../charts/across";
import { Gauge } from "../charts/gauge";
import { GpuCharts, gpuSeries } from "../charts/gpus";
import { MachineCharts, machineSeries } from "../charts/machine";
import { MemoryChart, memorySeries } from "../charts/memory";
import { lastKnown, linesOf } from "../charts/series";
import { ZoomButtons } from "../charts/zoom";
import { instant } from "../format/time";
import { bytes, percent, quantity } from "../format/units";
import { Empty } from "../parts/empty";
import { Panel } from "../parts/panel";
import { useLocation } from "../router";

const windows = [
  ["300", "5 minutes"],
  ["3600", "1 hour"],
  ["86400", "1 day"],
  ["604800", "7 days"],
  ["2592000", "30 days"],
] as const;
const points = 700;
const none: never[] = [];

/** The machine that the server runs on: what it does now, and what it did. */
export default function MachineView(): JSX.Element {
  const { data: monitor, problem, reload } = useGet<MonitorInfo>("/api/v1/monitor");
  const [refused, setRefused] = useState<string>();
  const change = (monitoring: boolean): void => {
    setRefused(undefined);
    send("POST", "/api/v1/monitor", { monitoring }).then(reload, (error: unknown) => setRefused(error instanceof Problem ? error.message : String(error)));
  };
  const runId = monitor?.run_id ?? null;
  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">Machine</h1>
        {monitor && <span class="muted">{monitor.monitoring ? `recorded since ${monitor.since === null ? "now" : instant(monitor.since)}` : "not recorded now"}</span>}
        {monitor && <button onClick={() => change(!monitor.monitoring)}>{monitor.monitoring ? "Stop recording" : "Start recording"}</button>}
      </div>
      {refused && <p class="notice critical">{refused}</p>}
      {problem && !monitor && problem.status !== 404 && <p class="notice critical">{problem.message}</p>}
      {((monitor && runId === null) || problem?.status === 404) && (
        <section class="panel">
          <Empty title="No record of the machine by itself" command="vigil run -- python train.py">
            CPU, memory, GPUs, disks and network of this machine are recorded with every run: look at one under Runs. A record without a run cannot be made yet.
          </Empty>
        </section>
      )}
      {runId !== null && <History run={runId} going={monitor!.monitoring} />}
    </main>
  );
}

function History({ run, going }: { run: string; going: boolean }): JSX.Element {
  const { query, setQuery } = useLocation();
  const turn = useTurn("run", run, going);
  const base = `/api/v1/runs/${run}`;
  const { data: detail } = useGet<RunDetail>(base, turn);
  const seconds = query.get("window") ?? "300";
  const last = detail?.last_seen_at;
  const zoom: [number, number] | null = query.has("from") && query.has("to") ? [Number(query.get("from")), Number(query.get("to"))] : null;
  const end = last === undefined ? undefined : Math.ceil(last);
  const shown: [number, number] | undefined = zoom ?? (end === undefined ? undefined : [end - Number(seconds), end]);
  const ask = (series: string): string | null => (shown ? address(`${base}/series`, { series, points, from: shown[0], to: shown[1] }) : null);
  const { data: memory } = useGet<SeriesAnswer>(ask(memorySeries));
  const { data: machine } = useGet<SeriesAnswer>(ask(machineSeries));
  const { data: subjects } = useGet<{ subjects: Subject[] }>(`${base}/subjects`, Math.floor(turn / 10));
  const hasGpu = subjects?.subjects.some((subject) => subject.kind === "gpu") ?? false;
  const { data: gpu } = useGet<SeriesAnswer>(hasGpu ? ask(gpuSeries()) : null);
  const memorySeconds = useMemo(() => (memory?.t ?? []).map((t) => t / 1000), [memory]);
  const machineSeconds = useMemo(() => (machine?.t ?? []).map((t) => t / 1000), [machine]);
  const gpuSeconds = useMemo(() => (gpu?.t ?? []).map((t) => t / 1000), [gpu]);
  const show = useCallback((from: number, to: number) => setQuery({ from: from.toFixed(3), to: to.toFixed(3) }, true), [setQuery]);
  const reset = useCallback(() => setQuery({ from: null, to: null }, true), [setQuery]);
  const [from, to] = shown ?? [0, 1];
  const view = useMemo<Across>(() => ({ axis: "time", timebase: null, shared: { axis: "time", sync: "machine", domain: [from, to], onZoom: show, onReset: reset } }), [from, to, show, reset]);
  return (
    <>
      <Gauges memory={memory} machine={machine} gpu={gpu} />
      <Panel
        title="History"
        actions={
          <>
            <select aria-label="Window" value={seconds} onChange={(event) => setQuery({ window: event.currentTarget.value, from: null, to: null })}>
              {windows.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
            <ZoomButtons whole={shown ?? [0, 1]} zoom={zoom} onZoom={show} onReset={reset} />
          </>
        }
      >
        <div class="charts">
          <div class="full">
            <MemoryChart answer={memory} view={view} marks={none} seconds={memorySeconds} />
          </div>
          {hasGpu && <GpuCharts answer={gpu} view={view} marks={none} seconds={gpuSeconds} />}
          <MachineCharts answer={machine} view={view} marks={none} seconds={machineSeconds} />
        </div>
      </Panel>
    </>
  );
}

function Gauges({ memory, machine, gpu }: { memory: SeriesAnswer | undefined; machine: SeriesAnswer | undefined; gpu: SeriesAnswer | undefined }): JSX.Element {
  const now = (answer: SeriesAnswer | undefined, metric: string): number | null => lastKnown(linesOf(answer, metric)[0]?.mean);
  const sum = (metric: string): number | null => linesOf(machine, metric).reduce<number | null>((total, line) => (lastKnown(line.mean) === null ? total : (total ?? 0) + lastKnown(line.mean)!), null);
  const used = now(memory, "system.memory.usage.used");
  const limit = now(memory, "system.memory.limit");
  const cores = now(machine, "system.cpu.logical.count");
  const busy = (now(machine, "system.cpu.time.user") ?? 0) + (now(machine, "system.cpu.time.system") ?? 0);
  const share = cores ? Math.min(1, busy / cores) : null;
  return (
    <div class="gauges" role="group" aria-label="Now">
      <Gauge name="CPU" text={percent(share === null ? null : share * 100)} share={share} detail={cores === null ? "" : `${cores} cores`} />
      <Gauge name="Memory" text={bytes(used)} share={used !== null && limit ? used / limit : null} detail={`of ${bytes(limit)}`} />
      <Gauge name="Disk" text={quantity(sum("system.disk.io.read"), "By/s")} share={null} detail={`read, ${quantity(sum("system.disk.io.write"), "By/s")} written`} />
      <Gauge name="Network" text={quantity(sum("system.network.io.receive"), "By/s")} share={null} detail={`received, ${quantity(sum("system.network.io.transmit"), "By/s")} sent`} />
      {linesOf(gpu, "hw.gpu.utilization").map((line) => {
        const level = lastKnown(line.mean);
        const held = lastKnown(gpu?.series.find((other) => other.subject_id === line.subject_id && other.metric === "hw.gpu.memory.usage")?.mean);
        return <Gauge key={line.key} name={line.label} text={percent(level)} share={level === null ? null : level / 100} detail={held === null ? "" : `${bytes(held)} held`} />;
      })}
    </div>
  );
}
