import type { JSX } from "preact";
import { useCallback, useMemo } from "preact/hooks";
import { address } from "../../api/client";
import type { SeriesAnswer } from "../../api/types";
import { useGet } from "../../api/use";
import type { Across } from "../../charts/across";
import type { ChartLine } from "../../charts/chart";
import { GpuCharts, gpuSeries } from "../../charts/gpus";
import { MachineCharts, machineSeries } from "../../charts/machine";
import { MemoryChart, memorySeries } from "../../charts/memory";
import { OverTime } from "../../charts/over-time";
import { banded, linesOf } from "../../charts/series";
import { ZoomButtons } from "../../charts/zoom";
import { Panel } from "../../parts/panel";
import { useLocation } from "../../router";

const windows = [
  ["300", "5 minutes"],
  ["900", "15 minutes"],
  ["3600", "1 hour"],
  ["21600", "6 hours"],
  ["86400", "1 day"],
  ["604800", "7 days"],
  ["2592000", "30 days"],
] as const;
const points = 600;
const none: never[] = [];

/** Beyond this the processes of the window are too many to stack. */
const mostSecondsWithProcesses = 3600;

/** The zoom of the page: what of the history is shown, in its address. */
export function useZoom(): { zoom: [number, number] | null; show: (from: number, to: number) => void; reset: () => void } {
  const { query, setQuery } = useLocation();
  const show = useCallback((from: number, to: number) => setQuery({ from: from.toFixed(3), to: to.toFixed(3) }, true), [setQuery]);
  const reset = useCallback(() => setQuery({ from: null, to: null }, true), [setQuery]);
  const zoom: [number, number] | null = query.has("from") && query.has("to") ? [Number(query.get("from")), Number(query.get("to"))] : null;
  return { zoom, show, reset };
}

/** Everything over time, from the last minutes to the last month, over all records of the machine. */
export function History({ root = "/api/v1/machine", at, hasGpu }: { root?: string; at: number; hasGpu: boolean }): JSX.Element {
  const { query, setQuery } = useLocation();
  const { zoom, show, reset } = useZoom();
  const seconds = windows.some(([value]) => value === query.get("window")) ? query.get("window")! : "300";

  // A chart is as exact as its pixels: of a long window nothing new is seen in a second.
  const grain = Math.max(1, Number(seconds) / points);
  const end = Math.ceil(at / grain) * grain;
  const [from, to] = zoom ?? [end - Number(seconds), end];
  const ask = (series: string): string => address(`${root}/series`, { series, points, from, to });
  const withProcesses = to - from <= mostSecondsWithProcesses;
  const { data: memory } = useGet<SeriesAnswer>(ask(withProcesses ? memorySeries : memorySeries.split(",").filter((name) => !name.startsWith("process:")).join(",")));
  const { data: machine } = useGet<SeriesAnswer>(ask(`${machineSeries},file_system:*:system.filesystem.usage.free,system::system.linux.load.1m`));
  const { data: gpu } = useGet<SeriesAnswer>(hasGpu ? ask(gpuSeries()) : null);
  const memorySeconds = useSeconds(memory);
  const machineSeconds = useSeconds(machine);
  const gpuSeconds = useSeconds(gpu);
  const space = useMemo<ChartLine[]>(() => linesOf(machine, "system.filesystem.usage.free").map((line, i) => ({ label: line.label, color: (i % 8) + 1, values: line.mean })), [machine]);
  const load = useMemo<ChartLine[]>(() => linesOf(machine, "system.linux.load.1m").map((line) => banded(line, "1 minute", 1)), [machine]);
  const view = useMemo<Across>(() => ({ axis: "time", timebase: null, shared: { axis: "time", sync: "machine", domain: [from, to], onZoom: show, onReset: reset } }), [from, to, show, reset]);
  const common = { view, marks: none };
  return (
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
          <ZoomButtons whole={[from, to]} zoom={zoom} onZoom={show} onReset={reset} />
        </>
      }
    >
      <div class="charts">
        <div class="full">
          <MemoryChart answer={memory} seconds={memorySeconds} {...common} />
        </div>
        {hasGpu && <GpuCharts answer={gpu} seconds={gpuSeconds} {...common} />}
        <MachineCharts answer={machine} seconds={machineSeconds} {...common} />
        <OverTime title="Free space" unit="By" lines={space} seconds={machineSeconds} range={[0, null]} {...common} />
        <OverTime title="Load" unit="1" lines={load} seconds={machineSeconds} range={[0, null]} {...common} />
      </div>
    </Panel>
  );
}

function useSeconds(answer: SeriesAnswer | undefined): number[] {
  return useMemo(() => (answer?.t ?? []).map((t) => t / 1000), [answer]);
}
