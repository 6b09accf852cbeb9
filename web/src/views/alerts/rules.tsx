import type { JSX } from "preact";
import { Panel } from "../../parts/panel";
import type { RulesAnswer } from "./types";

/** The rules in force, and who is told. */
export function Rules({ answer }: { answer: RulesAnswer }): JSX.Element {
  return (
    <>
      {answer.receivers.length > 0 && (
        <Panel title="Told" flush>
          <table>
            <thead>
              <tr>
                <th>Receiver</th>
                <th>By</th>
                <th>Of</th>
                <th>Sent</th>
                <th>Waiting</th>
                <th>Given up</th>
                <th>Last error</th>
              </tr>
            </thead>
            <tbody>
              {answer.receivers.map((receiver) => (
                <tr key={receiver.name}>
                  <td>{receiver.name}</td>
                  <td>{receiver.kind}</td>
                  <td>{receiver.severity} and worse</td>
                  <td>{receiver.sent}</td>
                  <td>{receiver.waiting}</td>
                  <td>{receiver.failed}</td>
                  <td>{receiver.last_error ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      <Panel title="Rules" flush>
        <table>
          <thead>
            <tr>
              <th>Rule</th>
              <th>Severity</th>
              <th>Fires when</th>
            </tr>
          </thead>
          <tbody>
            {answer.rules.map((rule) => (
              <tr key={rule.name} title={rule.title}>
                <td>{rule.name}</td>
                <td>{rule.severity}</td>
                <td>
                  {rule.asks}
                  {rule.for_seconds > 0 && ` for ${rule.for_seconds} s`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </>
  );
}
