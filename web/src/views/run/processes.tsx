import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { address } from "../../api/client";
import { useGet } from "../../api/use";
import type { ProcessItem, SeriesAnswer } from "../../api/types";
import type { Cursor } from "../../charts/cursor";
import { clockOf } from "../../format/time";
import { bytes, duration, percent, quantity, unknown } from "../../format/units";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";
import { useSeen } from "../../parts/seen";
import { Readings } from "./readings";

interface Props {
  run: string;
  start: number;
  /** What the charts show; the figures of a moment come from the same stretch. */
  window: { from?: number; to?: number };
  /** Memory of the processes in that stretch, which the timeline shows too. */
  memory: SeriesAnswer | undefined;
  cursor: Cursor;
  turn: number;
  ended: boolean;
  /** Seconds for which the last reading of a process holds. */
  patience: number;
}

const momentSeries = ["cpu.time.user", "cpu.time.system", "disk.io.read", "disk.io.write"].map((name) => `process:*:process.${name}`).join(",");

/** Fewer than a chart has: they are read one at a time. */
const points = 300;

/** What many processes used is read again every so many turns. */
const slowTurns = 5;

/** The processes of the run: who they were, when they lived, what they used in all, and what they used at the cursor of the charts. */
export function ProcessesPanel({ run, start, window, memory, cursor, turn, ended, patience }: Props): JSX.Element {
  const base = `/api/v1/runs/${encodeURIComponent(run)}`;
  const { data, problem } = useGet<{ processes: ProcessItem[] }>(`${base}/processes`, Math.floor(turn / slowTurns));
  const { data: series } = useGet<SeriesAnswer>(address(`${base}/series`, { series: momentSeries, points, bands: false, ...window }), Math.floor(turn / slowTurns));
  const processes = data?.processes ?? [];
  const end = Math.max(start + 1, ...processes.map((process) => process.last_seen));
  const table = useRef<HTMLDivElement>(null);
  const readings = useMemo(() => new Readings([memory, series], patience), [memory, series, patience]);
  const at = useRef<number | null>(null);
  const write = (): void => writeMoment(table.current, processes, readings, at.current);
  const seen = useSeen(table, write);
  useEffect(() => {
    write();
    return cursor.watch((moved) => {
      at.current = moved;
      if (seen.current) {
        write();
      }
    });
  }, [cursor, data, readings]);
  return (
    <Panel
      title="Processes"
      flush
      actions={
        <CsvButton
          name="processes"
          header={["pid", "parent_pid", "name", "role", "command_line", "first_seen", "last_seen", "exit_code", "signal", "memory_peak_bytes", "cpu_seconds", "read_bytes", "written_bytes"]}
          rows={() => processes.map((one) => [one.pid, one.parent_pid, one.name, one.role, one.command_line, one.first_seen, one.last_seen, one.exit_code, one.signal, one.memory_peak_bytes, one.cpu_seconds, one.read_bytes, one.written_bytes])}
        />
      }
    >
      {problem && !data && <p class="notice critical">{problem.message}</p>}
      <div class="capped" tabIndex={0} role="region" aria-label="Table of processes" ref={table}>
        <table class="processes">
          <thead>
            <tr>
              <th>Process</th>
              <th>Role</th>
              <th class="wide-only">Alive</th>
              <th class="number">Memory, peak</th>
              <th class="number wide-only">CPU time</th>
              <th class="number wide-only">Read, written</th>
              <th class="number moment" title="Memory, with shared pages divided where that was read">
                Memory <span class="at">latest</span>
              </th>
              <th class="number moment">
                CPU <span class="at">latest</span>
              </th>
              <th class="number moment wide-only">
                Disk <span class="at">latest</span>
              </th>
              <th class="wide-only">Command</th>
              <th>End</th>
            </tr>
          </thead>
          <tbody>
            {processes.map((one) => (
              <tr key={`${one.pid}-${one.first_seen}`}>
                <td>
                  {one.name} <span class="mono muted">{one.pid}</span>
                </td>
                <td>{one.role}</td>
                <td class="wide-only together">
                  <Lifeline from={(one.first_seen - start) / (end - start)} to={(one.last_seen - start) / (end - start)} text={`from ${duration(one.first_seen - start)} to ${duration(one.last_seen - start)} after the start`} /> {duration(one.last_seen - one.first_seen)}
                </td>
                <td class="number">{bytes(one.memory_peak_bytes)}</td>
                <td class="number wide-only">{duration(one.cpu_seconds)}</td>
                <td class="number wide-only together">
                  {bytes(one.read_bytes)}, {bytes(one.written_bytes)}
                </td>
                <td class="number moment" data-reading="memory" />
                <td class="number moment" data-reading="cpu" />
                <td class="number moment wide-only" data-reading="disk" />
                <td class="wide-only mono clip" title={one.command_line ?? ""}>
                  {one.command_line}
                </td>
                <td>{processEnd(one, ended)}</td>
              </tr>
            ))}
            {processes.length === 0 && (
              <tr>
                <td colSpan={11} class="muted">
                  No process was seen yet.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Lifeline({ from, to, text }: { from: number; to: number; text: string }): JSX.Element {
  return (
    <svg class="lifeline" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={text}>
      <rect class="whole" x="0" y="0" width="100" height="8" />
      <rect x={from * 100} y="0" width={Math.max(1, (to - from) * 100)} height="8" />
    </svg>
  );
}

function processEnd(one: ProcessItem, ended: boolean): JSX.Element | string {
  if (one.signal) {
    return <span class="badge critical">signal {one.signal}</span>;
  }
  if (one.exit_code === null) {
    return ended ? unknown : "";
  }
  return one.exit_code === 0 ? "0" : <span class="badge critical">exit code {one.exit_code}</span>;
}

/** Writes what each process used at an instant, or lately, into its row: without a rendering, as often as the cursor moves. */
function writeMoment(table: HTMLElement | null, processes: ProcessItem[], readings: Readings, at: number | null): void {
  table?.querySelectorAll(".at").forEach((cell) => (cell.textContent = at === null ? "latest" : clockOf(at).split(", ").at(-1)!));
  table?.querySelectorAll<HTMLTableRowElement>("tbody tr").forEach((row, i) => {
    const one = processes[i];
    if (!one) {
      return;
    }
    const lives = readings.holds(one, at);
    const read = (metric: string): number | null => (lives ? readings.at(one.key, `process.${metric}`, at) : null);
    const sum = (first: string, second: string): number | null => {
      const [a, b] = [read(first), read(second)];
      return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
    };
    const cpu = sum("cpu.time.user", "cpu.time.system");
    const disk = sum("disk.io.read", "disk.io.write");
    const texts: Record<string, string> = {
      memory: bytes(read("memory.proportional") ?? read("memory.usage")),
      cpu: percent(cpu === null ? null : cpu * 100),
      disk: quantity(disk, "By/s"),
    };
    row.classList.toggle("gone", !lives);
    row.querySelectorAll<HTMLElement>("[data-reading]").forEach((cell) => (cell.textContent = texts[cell.dataset["reading"]!]!));
  });
}
