import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem, send } from "../../api/client";
import { ago, exact } from "../../format/time";
import { Panel } from "../../parts/panel";
import { type AlertItem, levelOf } from "./types";

const silenceSeconds = 3600;

/** Alerts as they stand, each with a button that silences it for an hour. */
export function ActiveAlerts({ alerts, onSilence }: { alerts: AlertItem[]; onSilence: () => void }): JSX.Element {
  const [problem, setProblem] = useState<string>();
  const silence = (alert: AlertItem): void => {
    const matchers = Object.entries(alert.labels)
      .filter(([name]) => name !== "severity" && name !== "run_name")
      .map(([name, value]) => ({ name, value }));
    send("POST", "/api/v1/alerts/silences", { matchers, ends_at: Date.now() / 1000 + silenceSeconds, comment: "from the Alerts page" }).then(
      () => {
        setProblem(undefined);
        onSilence();
      },
      (error: unknown) => setProblem(error instanceof Problem ? error.message : String(error)),
    );
  };
  return (
    <Panel title="Now" flush>
      {problem && <p class="notice critical">{problem}</p>}
      <table>
        <thead>
          <tr>
            <th>State</th>
            <th>What</th>
            <th>Since</th>
            <th>Rule</th>
            <th>
              <span class="visually-hidden">Silence</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr key={alert.fingerprint}>
              <td>
                <span class={`badge ${levelOf(alert)}`}>{alert.state === "firing" ? alert.severity : alert.state}</span>
              </td>
              <td class="alert-what">
                {alert.run_id && alert.labels["run"] ? <a href={`/runs/${alert.run_id}`}>{alert.annotations["summary"] ?? alert.rule}</a> : (alert.annotations["summary"] ?? alert.rule)}
                {alert.state === "firing" && alert.annotations["description"] && <p>{alert.annotations["description"]}</p>}
              </td>
              <td title={exact(alert.starts_at ?? alert.active_at)}>{ago(alert.starts_at ?? alert.active_at)}</td>
              <td>{alert.rule}</td>
              <td>
                {alert.silenced_by && alert.silenced_by.length > 0 ? (
                  <span class="badge">silenced</span>
                ) : alert.inhibited_by && alert.inhibited_by.length > 0 ? (
                  <span class="badge">inhibited</span>
                ) : (
                  alert.state !== "resolved" && <button onClick={() => silence(alert)}>Silence for 1 h</button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
