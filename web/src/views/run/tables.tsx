import type { JSX } from "preact";
import { useGet } from "../../api/use";
import type { EventItem, ProcessItem, SeriesAnswer, Subject } from "../../api/types";
import { eventLevel } from "../../charts/marks";
import { greatest, lastKnown, linesOf } from "../../charts/series";
import { exact, time } from "../../format/time";
import { bytes, duration, quantity } from "../../format/units";
import { words } from "../../format/values";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";

interface ProcessesProps {
  run: string;
  start: number;
  memory: SeriesAnswer | undefined;
  turn: number;
  ended: boolean;
}

/** The processes of the run: who they were, when they lived, what they used. */
export function ProcessesPanel({ run, start, memory, turn, ended }: ProcessesProps): JSX.Element {
  const base = `/api/v1/runs/${encodeURIComponent(run)}`;
  const { data, problem } = useGet<{ processes: ProcessItem[] }>(`${base}/processes`, turn);
  const fallback = useGet<{ subjects: Subject[] }>(problem ? `${base}/subjects` : null, turn);
  const processes = data?.processes ?? (fallback.data ? fromSubjects(fallback.data.subjects, memory) : []);
  const end = Math.max(start + 1, ...processes.map((process) => process.last_seen));
  return (
    <Panel
      title="Processes"
      flush
      actions={
        <CsvButton
          name="processes"
          header={["pid", "parent_pid", "name", "role", "command_line", "first_seen", "last_seen", "exit_code", "signal", "memory_peak_bytes", "cpu_seconds"]}
          rows={() => processes.map((one) => [one.pid, one.parent_pid, one.name, one.role, one.command_line, one.first_seen, one.last_seen, one.exit_code, one.signal, one.memory_peak_bytes, one.cpu_seconds])}
        />
      }
    >
      <div class="capped" tabIndex={0} role="region" aria-label="Table of processes">
        <table>
          <thead>
            <tr>
              <th>Process</th>
              <th>Role</th>
              <th class="wide-only">Alive</th>
              <th class="number">Memory, peak</th>
              <th class="number wide-only">CPU time</th>
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
                  <svg class="lifeline" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={`from ${duration(one.first_seen - start)} to ${duration(one.last_seen - start)} after the start`}>
                    <rect class="whole" x="0" y="0" width="100" height="8" />
                    <rect x={((one.first_seen - start) / (end - start)) * 100} y="0" width={Math.max(1, ((one.last_seen - one.first_seen) / (end - start)) * 100)} height="8" />
                  </svg>{" "}
                  {duration(one.last_seen - one.first_seen)}
                </td>
                <td class="number">{bytes(one.memory_peak_bytes)}</td>
                <td class="number wide-only">{duration(one.cpu_seconds)}</td>
                <td class="wide-only mono clip" title={one.command_line ?? ""}>
                  {one.command_line}
                </td>
                <td>{processEnd(one, ended)}</td>
              </tr>
            ))}
            {processes.length === 0 && (
              <tr>
                <td colSpan={7} class="muted">
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

function processEnd(one: ProcessItem, ended: boolean): JSX.Element | string {
  if (one.signal) {
    return <span class="badge critical">signal {one.signal}</span>;
  }
  if (one.exit_code === null) {
    return ended ? "–" : "";
  }
  return one.exit_code === 0 ? "0" : <span class="badge critical">exit code {one.exit_code}</span>;
}

function fromSubjects(subjects: Subject[], memory: SeriesAnswer | undefined): ProcessItem[] {
  const lines = new Map(linesOf(memory, "process.memory.usage").map((line) => [line.subject_id, line]));
  return subjects
    .filter((subject) => subject.kind === "process")
    .map((subject) => ({
      pid: Number(subject.attributes["pid"]),
      parent_pid: Number(subject.attributes["parent_pid"]) || null,
      name: subject.attributes["name"] ?? subject.key,
      role: subject.attributes["role"] ?? "",
      command_line: subject.attributes["command_line"] ?? null,
      first_seen: subject.first_seen,
      last_seen: subject.last_seen,
      exit_code: null,
      signal: null,
      memory_peak_bytes: greatest(lines.get(subject.id)?.max ?? []) || null,
      cpu_seconds: null,
      read_bytes: null,
      written_bytes: null,
    }));
}

/** What happened, in order; clicking one shows its surroundings in the charts. */
export function EventsPanel({ events, start, onShow }: { events: EventItem[]; start: number; onShow: (from: number, to: number) => void }): JSX.Element {
  const around = 15;
  return (
    <Panel title="Events" flush actions={<CsvButton name="events" header={["t", "type", "details"]} rows={() => events.map((event) => [event.t, event.type, JSON.stringify(event.details)])} />}>
      <div class="capped" tabIndex={0} role="region" aria-label="Table of events">
        <table>
          <thead>
            <tr>
              <th>Time</th>
              <th class="number">After start</th>
              <th>Event</th>
              <th>Details</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.id}>
                <td title={exact(event.t)}>
                  <button class="link" onClick={() => onShow(event.t - around, event.t + around)} aria-label={`Show ${words(event.type)} at ${time(event.t)} in the charts`}>
                    {time(event.t)}
                  </button>
                </td>
                <td class="number">{duration(Math.max(0, event.t - start))}</td>
                <td>
                  <span class={`badge ${eventLevel(event.type) ?? ""}`}>{words(event.type)}</span>
                </td>
                <td class="clip" title={JSON.stringify(event.details)}>
                  {detailsText(event.details)}
                </td>
              </tr>
            ))}
            {events.length === 0 && (
              <tr>
                <td colSpan={4} class="muted">
                  Nothing has happened yet.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Members of an event as a sentence's worth of words: what is null is left out, sizes are sizes. */
export function detailsText(details: Record<string, unknown> | null): string {
  return Object.entries(details ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      const shown = typeof value === "number" ? (name.endsWith("_bytes") ? bytes(value) : name.endsWith("_ratio") ? quantity(value * 100, "%") : String(value)) : typeof value === "string" ? value : JSON.stringify(value);
      return name === "text" || name === "explanation" || name === "reason" ? shown : `${words(name.replace(/_(bytes|ratio)$/, ""))} ${shown}`;
    })
    .join(" · ");
}

/** What recording cost. */
export function CostPanel({ summary, recorder }: { summary: Record<string, unknown> | null; recorder: SeriesAnswer | undefined }): JSX.Element {
  const cost = (summary?.["recorder"] ?? null) as Record<string, unknown> | null;
  const figure = (name: string): number | null => (typeof cost?.[name] === "number" ? (cost[name] as number) : null);
  const lost = ["dropped_samples", "dropped_steps", "dropped_events", "dropped_log_bytes"].reduce((sum, name) => sum + (figure(name) ?? 0), 0);
  const cpu = lastKnown(linesOf(recorder, "vigil.recorder.cpu.time")[0]?.mean);
  const rows: [string, string][] = cost
    ? [
        ["CPU time", `${duration(figure("cpu_seconds"))} (${quantity(figure("cpu_percent_of_core_after_start") ?? figure("cpu_percent_of_core"), "%")} of one core)`],
        ["Memory, peak", bytes(figure("memory_peak_bytes"))],
        ["Samples", `${figure("samples") ?? "–"}, ${figure("late_samples") ?? 0} late`],
        ["Stored", bytes(figure("stored_bytes"))],
        ["Lost", lost === 0 ? "nothing" : `${lost} readings, steps, events or log bytes`],
      ]
    : [
        ["CPU, now", quantity(cpu === null ? null : cpu * 100, "%") + " of one core"],
        ["Memory, now", bytes(lastKnown(linesOf(recorder, "vigil.recorder.memory.usage")[0]?.mean))],
        ["Time to read a sample", duration(lastKnown(linesOf(recorder, "vigil.recorder.sample.duration")[0]?.mean))],
      ];
  return (
    <Panel title="Vigil's own cost" actions={<CsvButton name="recorder" header={["figure", "value"]} rows={() => rows} />}>
      <Facts rows={rows} />
    </Panel>
  );
}

export function Facts({ rows }: { rows: [string, string | JSX.Element][] }): JSX.Element {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
