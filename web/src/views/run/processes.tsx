import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { address } from "../../api/client";
import { useGet } from "../../api/use";
import type { ProcessItem, SeriesAnswer } from "../../api/types";
import type { Cursor } from "../../charts/cursor";
import { clockOf } from "../../format/time";
import { bytes, duration, percent, unknown } from "../../format/units";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";

interface Props {
  run: string;
  start: number;
  /** What the charts show; the figures of a moment come from the same stretch. */
  window: { from?: number; to?: number };
  points: number;
  cursor: Cursor;
  turn: number;
  ended: boolean;
}

const momentSeries = ["memory.usage", "memory.proportional", "cpu.time.user", "cpu.time.system", "disk.io.read", "disk.io.write"].map((name) => `process:*:process.${name}`).join(",");

/** So many buckets back a reading still holds: buckets may be narrower than the interval of samples. */
const farthestBuckets = 64;

/** The processes of the run: who they were, when they lived, what they used in all, and what they used at the cursor of the charts. */
export function ProcessesPanel({ run, start, window, points, cursor, turn, ended }: Props): JSX.Element {
  const base = `/api/v1/runs/${encodeURIComponent(run)}`;
  const { data, problem } = useGet<{ processes: ProcessItem[] }>(`${base}/processes`, turn);
  const { data: series } = useGet<SeriesAnswer>(address(`${base}/series`, { series: momentSeries, points, ...window }), turn);
  const processes = data?.processes ?? [];
  const end = Math.max(start + 1, ...processes.map((process) => process.last_seen));
  const table = useRef<HTMLDivElement>(null);
  const readings = useMemo(() => readingsOf(series), [series]);
  useEffect(() => {
    const write = (at: number | null): void => writeMoment(table.current, processes, series, readings, at);
    write(null);
    return cursor.watch(write);
  }, [cursor, data, series, readings]);
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
                <td class="wide-only">
                  <Lifeline from={(one.first_seen - start) / (end - start)} to={(one.last_seen - start) / (end - start)} text={`from ${duration(one.first_seen - start)} to ${duration(one.last_seen - start)} after the start`} /> {duration(one.last_seen - one.first_seen)}
                </td>
                <td class="number">{bytes(one.memory_peak_bytes)}</td>
                <td class="number wide-only">{duration(one.cpu_seconds)}</td>
                <td class="number wide-only">
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

type Values = (number | null)[];

/** Columns of the answer by key of the process, then by metric. */
type Readings = Map<string, Map<string, Values>>;

function readingsOf(answer: SeriesAnswer | undefined): Readings {
  const found: Readings = new Map();
  for (const line of answer?.series ?? []) {
    const columns = found.get(line.key) ?? new Map<string, Values>();
    columns.set(line.metric, line.mean);
    found.set(line.key, columns);
  }
  return found;
}

/** Writes what each process used at an instant, or lately, into its row: without a rendering, as often as the cursor moves. */
function writeMoment(table: HTMLElement | null, processes: ProcessItem[], series: SeriesAnswer | undefined, readings: Readings, at: number | null): void {
  if (!table || !series) {
    return;
  }
  const bucket = at === null ? series.t.length - 1 : Math.floor((at * 1000 - (series.t[0] ?? 0)) / series.step_ms);
  const moment = at ?? (series.t.at(-1) ?? 0) / 1000;
  table.querySelectorAll(".at").forEach((cell) => (cell.textContent = at === null ? "latest" : clockOf(at).split(", ").at(-1)!));
  const patience = (series.step_ms * 2) / 1000;
  table.querySelectorAll<HTMLTableRowElement>("tbody tr").forEach((row, i) => {
    const one = processes[i];
    const columns = one && readings.get(one.key);
    const lives = one !== undefined && moment >= one.first_seen - patience && moment <= one.last_seen + patience;
    const read = (metric: string): number | null => (lives ? lastUpTo(columns?.get(`process.${metric}`), bucket) : null);
    const write = (name: string, text: string): void => {
      const cell = row.querySelector(`[data-reading=${name}]`);
      if (cell) {
        cell.textContent = text;
      }
    };
    row.classList.toggle("gone", !lives);
    const user = read("cpu.time.user");
    const system = read("cpu.time.system");
    const [get, put] = [read("disk.io.read"), read("disk.io.write")];
    write("memory", bytes(read("memory.proportional") ?? read("memory.usage")));
    write("cpu", user === null && system === null ? unknown : percent(((user ?? 0) + (system ?? 0)) * 100));
    write("disk", get === null && put === null ? unknown : `${bytes((get ?? 0) + (put ?? 0))}/s`);
  });
}

function lastUpTo(values: Values | undefined, index: number): number | null {
  for (let i = Math.min(index, (values?.length ?? 0) - 1); values && i >= Math.max(0, index - farthestBuckets); i--) {
    const value = values[i];
    if (value !== null && value !== undefined) {
      return value;
    }
  }
  return null;
}
