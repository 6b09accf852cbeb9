import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { SeriesAnswer } from "../api/types";
import type { Across } from "./across";
import type { ChartLine, ChartMark } from "./chart";
import { OverTime } from "./over-time";
import { added, firstKnown, linesOf, scaled } from "./series";

const cpuModes = ["user", "system", "iowait", "steal"];
const pressures = ["cpu.some", "memory.some", "memory.full", "io.some", "io.full"];

/** The series of CPU, disk, network and pressure. */
export const machineSeries = [
  ...cpuModes.map((mode) => `system::system.cpu.time.${mode}`),
  "system::system.cpu.logical.count",
  ...pressures.map((name) => `system::system.pressure.${name}`),
  "disk:*:system.disk.io.read",
  "disk:*:system.disk.io.write",
  "network:*:system.network.io.receive",
  "network:*:system.network.io.transmit",
].join(",");

interface Props {
  answer: SeriesAnswer | undefined;
  view: Across;
  marks: ChartMark[];
  seconds: number[];
}

/** CPU, disk, network and pressure of the machine. */
export function MachineCharts({ answer, view, marks, seconds }: Props): JSX.Element {
  const cpu = useMemo(() => cpuLines(answer), [answer]);
  const disk = useMemo(() => [summed(answer, "system.disk.io.read", "read", 1), summed(answer, "system.disk.io.write", "written", 5)].flat(), [answer]);
  const network = useMemo(() => [summed(answer, "system.network.io.receive", "received", 2), summed(answer, "system.network.io.transmit", "sent", 4)].flat(), [answer]);
  const pressure = useMemo(() => pressureLines(answer), [answer]);
  const common = { view, seconds, marks };
  return (
    <>
      <OverTime title="CPU, all cores" unit="%" lines={cpu} range={[0, 100]} {...common} />
      <OverTime title="Pressure: time that tasks waited" unit="%" lines={pressure} range={[0, null]} {...common} />
      <OverTime title="Disk" unit="By/s" lines={disk} range={[0, null]} {...common} />
      <OverTime title="Network" unit="By/s" lines={network} range={[0, null]} {...common} />
    </>
  );
}

function cpuLines(answer: SeriesAnswer | undefined): ChartLine[] {
  const cores = firstKnown(linesOf(answer, "system.cpu.logical.count")[0]?.mean) ?? 1;
  return cpuModes.flatMap((mode, i) => {
    const found = linesOf(answer, `system.cpu.time.${mode}`)[0];
    return found ? [{ label: mode === "iowait" ? "waiting for I/O" : mode, color: [1, 4, 3, 5][i]!, values: scaled(found.mean, 100 / cores), stacked: true }] : [];
  });
}

function pressureLines(answer: SeriesAnswer | undefined): ChartLine[] {
  return pressures.flatMap((name, i) => {
    const found = linesOf(answer, `system.pressure.${name}`)[0];
    const [what, who] = name.split(".");
    return found ? [{ label: `${what === "cpu" ? "CPU" : what === "io" ? "I/O" : what}, ${who === "some" ? "some" : "all"}`, color: [1, 3, 8, 2, 7][i]!, values: scaled(found.mean, 100) }] : [];
  });
}

function summed(answer: SeriesAnswer | undefined, metric: string, label: string, color: number): ChartLine[] {
  const found = linesOf(answer, metric);
  return found.length === 0 ? [] : [{ label, color, values: added(found.map((line) => line.mean)) }];
}
