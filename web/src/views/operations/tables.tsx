import type { JSX } from "preact";
import { instant } from "../../format/time";
import { count, percent } from "../../format/units";
import { Panel } from "../../parts/panel";
import { span, typeText, type Active, type Group, type Objective, type Single } from "./types";

/** Operations by type and name; a line chosen narrows the view to it. */
export function GroupsTable({ groups, onPick }: { groups: Group[]; onPick: (group: Group) => void }): JSX.Element {
  return (
    <Panel title="By type and name" flush>
      <table>
        <thead>
          <tr>
            <th>Type</th>
            <th>Name</th>
            <th class="number">Count</th>
            <th class="number">Failed</th>
            <th class="number">P50</th>
            <th class="number">P95</th>
            <th class="number">P99</th>
            <th class="number">Longest</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={`${group.type} ${group.name}`}>
              <td>{typeText(group.type)}</td>
              <td class="clip" title={group.name}>
                <button type="button" class="plain" onClick={() => onPick(group)}>
                  {group.name}
                </button>
              </td>
              <td class="number">{count(group.count)}</td>
              <td class="number">{percent(group.success_rate === null ? null : 100 * (1 - group.success_rate))}</td>
              <td class="number">{span(group.p50_seconds)}</td>
              <td class="number">{span(group.p95_seconds)}</td>
              <td class="number">{span(group.p99_seconds)}</td>
              <td class="number">{span(group.max_seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** Single operations. */
export function SinglesTable({ title, singles }: { title: string; singles: Single[] }): JSX.Element {
  return (
    <Panel title={title} flush>
      <table>
        <thead>
          <tr>
            <th>Started</th>
            <th class="number">Duration</th>
            <th>Outcome</th>
            <th>Type</th>
            <th>Name</th>
            <th>Error</th>
            <th>More</th>
          </tr>
        </thead>
        <tbody>
          {singles.map((one, i) => (
            <tr key={`${one.span_id ?? ""} ${one.start_time} ${i}`}>
              <td>{instant(one.start_time)}</td>
              <td class="number">{span(one.duration_seconds)}</td>
              <td class={one.outcome === "failed" ? "failed" : ""}>{one.outcome}</td>
              <td>{typeText(one.metric_type)}</td>
              <td class="clip" title={one.operation_name}>
                {one.operation_name}
              </td>
              <td class="clip" title={one.error_message ?? ""}>
                {one.error_message ?? ""}
              </td>
              <td class="clip" title={metadata(one)}>
                {metadata(one)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function metadata(one: Single): string {
  return Object.keys(one.metadata).length > 0 ? JSON.stringify(one.metadata) : "";
}

/** What goes on now. */
export function ActiveTable({ active }: { active: Active[] }): JSX.Element {
  return (
    <Panel title="Going on now" flush>
      <table>
        <tbody>
          {active.map((one, i) => (
            <tr key={one.span_id ?? i}>
              <td>{typeText(one.metric_type)}</td>
              <td>{one.operation_name}</td>
              <td class="number">since {instant(one.start_time)}</td>
              <td class="number">{span(one.elapsed_seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** What was promised, and how much of the error budget is left. */
export function ObjectivesTable({ objectives }: { objectives: Objective[] }): JSX.Element {
  return (
    <Panel title="Objectives" flush>
      <table>
        <thead>
          <tr>
            <th>Objective</th>
            <th class="number">Target</th>
            <th class="number">Missed</th>
            <th class="number">Budget left</th>
            <th class="number">Burn rate, 1 h</th>
            <th class="number">6 h</th>
          </tr>
        </thead>
        <tbody>
          {objectives.map((one) => (
            <tr key={one.name}>
              <td class={one.firing ? "failed" : ""}>{one.name}</td>
              <td class="number">{percent(100 * one.target)}</td>
              <td class="number">
                {count(one.bad)} of {count(one.operations)}
              </td>
              <td class="number">{percent(one.budget_left === null ? null : 100 * one.budget_left)}</td>
              {one.burn_rates.map((rate) => (
                <td key={rate.factor} class={`number ${rate.firing ? "failed" : ""}`}>
                  {rate.long_rate === null ? "–" : `${rate.long_rate.toFixed(1)} ×`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
