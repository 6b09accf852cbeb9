import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { SeriesAnswer, SeriesLine } from "../api/types";
import type { Across } from "./across";
import type { ChartLine, ChartMark } from "./chart";
import { OverTime } from "./over-time";
import { banded, firstKnown, linesOf } from "./series";

const metrics = ["hw.gpu.utilization", "hw.gpu.memory.bus_utilization", "hw.gpu.memory.usage", "hw.gpu.memory.limit", "hw.temperature", "hw.power", "hw.power.limit"];

/** The series of all GPUs, or of one. */
export function gpuSeries(key = "*"): string {
  return metrics.map((metric) => `gpu:${key}:${metric}`).join(",");
}

interface Props {
  answer: SeriesAnswer | undefined;
  view: Across;
  marks: ChartMark[];
  seconds: number[];
}

/** Utilization, memory, temperature and power: a line for each GPU, or more of one alone. */
export function GpuCharts({ answer, view, marks, seconds }: Props): JSX.Element {
  const lines = useMemo(() => build(answer), [answer]);
  const common = { view, seconds, marks };
  return (
    <>
      <OverTime title="GPU utilization" unit="%" lines={lines.utilization} range={[0, 100]} {...common} />
      <OverTime title="GPU memory" unit="By" lines={lines.memory} thresholds={lines.limit} range={[0, null]} {...common} />
      <OverTime title="GPU temperature" unit="Cel" lines={lines.temperature} {...common} />
      <OverTime title="GPU power" unit="W" lines={lines.power} range={[0, null]} {...common} />
    </>
  );
}

function build(answer: SeriesAnswer | undefined): { utilization: ChartLine[]; memory: ChartLine[]; temperature: ChartLine[]; power: ChartLine[]; limit: { value: number; text: string; level: "warning" }[] } {
  const one = linesOf(answer, "hw.gpu.utilization").length === 1;
  const each = (metric: string): ChartLine[] => linesOf(answer, metric).map((line, i) => (one ? banded(line, line.label, 1) : plain(line, i)));
  const limits = linesOf(answer, "hw.gpu.memory.limit").map((line) => firstKnown(line.mean)).filter((limit) => limit !== null);
  const equal = limits.length > 0 && limits.every((limit) => limit === limits[0]);
  const bus = linesOf(answer, "hw.gpu.memory.bus_utilization")[0];
  return {
    utilization: [...each("hw.gpu.utilization"), ...(one && bus ? [banded(bus, "memory bus", 4)] : [])],
    memory: each("hw.gpu.memory.usage"),
    temperature: each("hw.temperature"),
    power: each("hw.power"),
    limit: equal ? [{ value: limits[0]!, text: "all of it", level: "warning" }] : [],
  };
}

function plain(line: SeriesLine, index: number): ChartLine {
  return { label: line.label, color: (index % 8) + 1, values: line.mean };
}
