import type { JSX } from "preact";
import { useGet, useTurn } from "../api/use";
import { eventLevel } from "../charts/marks";
import { exact, instant } from "../format/time";
import { Empty } from "../parts/empty";
import { Panel } from "../parts/panel";
import "./alerts.css";
import { ActiveAlerts } from "./alerts/active";
import { Rules } from "./alerts/rules";
import { Silences } from "./alerts/silences";
import { type AlertItem, levelOf, type RulesAnswer, type Silence, type Transition } from "./alerts/types";
import { useHappenings } from "./happenings";
import { HappeningsPanel } from "./happenings-table";

/** Alerts as they stand, what became of them, silences and rules; and what called for attention in the latest runs. */
export default function AlertsView(): JSX.Element {
  const turn = useTurn("alerts", undefined, true);
  const active = useGet<{ alerts: AlertItem[] }>("/api/v1/alerts", turn);
  const history = useGet<{ transitions: Transition[] }>("/api/v1/alerts/history?limit=50", turn);
  const silences = useGet<{ silences: Silence[] }>("/api/v1/alerts/silences", turn);
  const rules = useGet<RulesAnswer>("/api/v1/alerts/rules", turn);
  const { happenings } = useHappenings();
  const seen = happenings?.filter((one) => eventLevel(one.type) === "critical" || eventLevel(one.type) === "warning") ?? [];
  const alerts = active.data?.alerts ?? [];
  const changed = (): void => {
    active.reload();
    silences.reload();
  };
  return (
    <main class="view" id="content">
      <h1>Alerts</h1>
      {active.problem && !active.data && <p class="notice critical">{active.problem.message}</p>}
      {rules.data?.evaluation.last_error && <p class="notice critical">Rules could not be evaluated: {rules.data.evaluation.last_error}</p>}
      {alerts.length > 0 && <ActiveAlerts alerts={alerts} onSilence={changed} />}
      {active.data && alerts.length === 0 && (
        <section class="panel">
          <Empty title="Nothing calls for attention">Memory that gets tight, disks that fill, processes that the kernel kills, a loss that is no number, GPUs that stop answering: alerts are listed here as they are raised.</Empty>
        </section>
      )}
      {silences.data && silences.data.silences.length > 0 && <Silences silences={silences.data.silences} onEnd={changed} />}
      {history.data && history.data.transitions.length > 0 && (
        <Panel title="History" flush>
          <table>
            <tbody>
              {history.data.transitions.map(({ id, at, alert }) => (
                <tr key={id}>
                  <td title={exact(at)}>{instant(at)}</td>
                  <td>
                    <span class={`badge ${levelOf(alert)}`}>{alert.state}</span>
                  </td>
                  <td>{alert.annotations["summary"] ?? alert.rule}</td>
                  <td>{alert.rule}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      {seen.length > 0 && <HappeningsPanel title="In the latest runs" happenings={seen} />}
      {rules.data && <Rules answer={rules.data} />}
    </main>
  );
}
