import type { JSX } from "preact";
import { eventLevel } from "../charts/marks";
import { exact, instant } from "../format/time";
import { words } from "../format/values";
import { CsvButton } from "../parts/download";
import { Panel } from "../parts/panel";
import type { Happening } from "./happenings";
import { detailsText } from "./run/tables";

const around = 15;
const mostShown = 300;

/** Events over runs; each leads to its moment in the charts of its run. */
export function HappeningsPanel({ title, happenings }: { title: string; happenings: Happening[] }): JSX.Element {
  return (
    <Panel title={title} flush actions={<CsvButton name={title.toLowerCase()} header={["t", "run", "type", "details"]} rows={() => happenings.map((one) => [one.t, one.run.id, one.type, JSON.stringify(one.details)])} />}>
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Event</th>
            <th>Run</th>
            <th class="wide-only">Details</th>
          </tr>
        </thead>
        <tbody>
          {happenings.slice(0, mostShown).map((one) => (
            <tr key={`${one.run.id}-${one.id}`}>
              <td title={exact(one.t)}>
                <a href={`/runs/${one.run.id}?from=${(one.t - around).toFixed(3)}&to=${(one.t + around).toFixed(3)}`}>{instant(one.t)}</a>
              </td>
              <td>
                <span class={`badge ${eventLevel(one.type) ?? ""}`}>{words(one.type)}</span>
              </td>
              <td>
                <a href={`/runs/${one.run.id}`}>{one.run.name}</a> <span class="mono muted">{one.run.id}</span>
              </td>
              <td class="clip wide-only" title={detailsText(one.details)}>
                {detailsText(one.details)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
