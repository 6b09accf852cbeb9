import type { JSX } from "preact";
import type { EventItem, SeriesAnswer } from "../../api/types";
import { eventLevel } from "../../charts/marks";
import { lastKnown, linesOf } from "../../charts/series";
import { exact, time } from "../../format/time";
import { bytes, duration, quantity } from "../../format/units";
import { words } from "../../format/values";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";

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
