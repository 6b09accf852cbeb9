import type { JSX } from "preact";
import { instant } from "../../format/time";
import { count, number, percent } from "../../format/units";
import { words } from "../../format/values";
import { Panel } from "../../parts/panel";
import { span } from "../operations/types";
import type { Figures, Line, Target } from "./types";

const share = (value: number | null): string => percent(value === null ? null : 100 * value);

/** What the window came to, in large figures. */
export function Totals({ total }: { total: Figures }): JSX.Element {
  const figures: [string, string][] = [
    ["Requests", count(total.requests)],
    ["Failed", count(total.failed)],
    ["Tokens a second", number(total.output_tokens_per_second)],
    ["Latency, P95", span(total.latency?.p95_seconds ?? total.latency?.mean_seconds ?? null)],
    ["First token, P95", span(total.time_to_first_token?.p95_seconds ?? null)],
    ["Running", number(total.running)],
    ["Waiting", number(total.waiting)],
    ["KV cache, fullest", share(total.kv_cache_usage)],
  ];
  return (
    <Panel title="In total">
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Engines with their models and devices. */
export function LinesTable({ lines }: { lines: Line[] }): JSX.Element {
  return (
    <Panel title="By engine" flush>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Engine</th>
            <th>Model</th>
            <th>Device</th>
            <th class="number">Requests</th>
            <th class="number">Failed</th>
            <th class="number">Tokens/s</th>
            <th class="number">Latency, mean</th>
            <th class="number">P95</th>
            <th class="number">First token, P95</th>
            <th class="number">Next token, P50</th>
            <th class="number">In queue, mean</th>
            <th class="number">Batch</th>
            <th class="number">Running</th>
            <th class="number">Waiting</th>
            <th class="number">KV cache</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.name} ${line.model ?? ""} ${line.device ?? ""}`}>
              <td>{line.name}</td>
              <td>{line.engine ?? "–"}</td>
              <td>{line.model ?? "–"}</td>
              <td>{line.device ?? "–"}</td>
              <td class="number">{count(line.requests)}</td>
              <td class={`number ${line.failed > 0 ? "failed" : ""}`}>{count(line.failed)}</td>
              <td class="number">{number(line.output_tokens_per_second)}</td>
              <td class="number">{span(line.latency?.mean_seconds ?? null)}</td>
              <td class="number">{span(line.latency?.p95_seconds ?? null)}</td>
              <td class="number">{span(line.time_to_first_token?.p95_seconds ?? null)}</td>
              <td class="number">{span(line.time_per_output_token?.p50_seconds ?? null)}</td>
              <td class="number">{span(line.queue?.mean_seconds ?? null)}</td>
              <td class="number">{number(line.batch_size)}</td>
              <td class="number">{number(line.running)}</td>
              <td class="number">{number(line.waiting)}</td>
              <td class="number">{share(line.kv_cache_usage)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const levels: Record<string, string> = { up: "good", down: "critical", refused: "warning" };

/** Addresses that are scraped, with why one is not up. */
export function TargetsTable({ targets }: { targets: Target[] }): JSX.Element {
  return (
    <Panel title="Targets" flush>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Address</th>
            <th>State</th>
            <th>Since</th>
            <th>Reason</th>
            <th class="number">Took</th>
            <th class="number">Samples</th>
            <th class="number">Left out</th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <tr key={target.name}>
              <td>{target.name}</td>
              <td>{target.host}</td>
              <td>
                <span class={`badge ${levels[target.state] ?? ""}`}>{words(target.state)}</span>
              </td>
              <td>{instant(target.since)}</td>
              <td>{target.reason ?? ""}</td>
              <td class="number">{span(target.seconds)}</td>
              <td class="number">{count(target.samples)}</td>
              <td class="number">{count(target.left_out)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
