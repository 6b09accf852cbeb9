import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem, send } from "../../api/client";
import { instant } from "../../format/time";
import { Panel } from "../../parts/panel";
import type { Matcher, Silence } from "./types";

/** Silences that are not over, each with a button that ends it. */
export function Silences({ silences, onEnd }: { silences: Silence[]; onEnd: () => void }): JSX.Element {
  const [problem, setProblem] = useState<string>();
  const end = (id: string): void => {
    send("DELETE", `/api/v1/alerts/silences/${id}`).then(onEnd, (error: unknown) => setProblem(error instanceof Problem ? error.message : String(error)));
  };
  return (
    <Panel title="Silences" flush>
      {problem && <p class="notice critical">{problem}</p>}
      <table>
        <thead>
          <tr>
            <th>Of</th>
            <th>Until</th>
            <th>Why</th>
            <th>
              <span class="visually-hidden">End</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {silences.map((silence) => (
            <tr key={silence.id}>
              <td class="alert-labels">{silence.matchers.map(text).join(", ")}</td>
              <td>{instant(silence.ends_at)}</td>
              <td>{[silence.created_by, silence.comment].filter((part) => part.length > 0).join(": ")}</td>
              <td>
                <button onClick={() => end(silence.id)}>End</button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function text(matcher: Matcher): string {
  const sign = matcher.isRegex ? (matcher.isEqual ? "=~" : "!~") : matcher.isEqual ? "=" : "!=";
  return `${matcher.name}${sign}${matcher.value}`;
}
