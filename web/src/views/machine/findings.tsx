import type { JSX } from "preact";
import { useGet } from "../../api/use";
import { percent } from "../../format/units";
import { Panel } from "../../parts/panel";
import { EvidenceList } from "../run/certificate";
import type { MachineFindings } from "./types";

/** What the rules say of the last ten minutes. */
export function FindingsPanel({ turn, onShow }: { turn: number; onShow: (from: number, to: number) => void }): JSX.Element {
  const { data, problem } = useGet<MachineFindings>("/api/v1/machine/findings", turn);
  const judged = data?.rules.filter((rule) => rule.state === "quiet" || rule.state === "fired").length ?? 0;
  const reasons = [...new Set((data?.rules ?? []).filter((rule) => rule.state === "insufficient_data").map((rule) => rule.reason))];
  return (
    <Panel title="Findings of the last 10 minutes">
      {problem && !data && <p class="notice">{problem.message}</p>}
      {data?.findings.length === 0 && (
        <p class="muted">
          Nothing is wrong: {judged} rules looked and stayed quiet.{reasons.length > 0 && ` ${data.rules.length - judged} could not judge yet, or have nothing to judge here.`}
        </p>
      )}
      {data?.findings.map((finding) => (
        <details key={finding.rule + finding.title} class="finding">
          <summary>
            <span class={`badge ${finding.severity}`}>{finding.severity}</span> {finding.title} <span class="muted mono">{finding.rule}</span>
          </summary>
          <p>{finding.explanation}</p>
          <EvidenceList items={finding.evidence} onShow={onShow} />
          <p class="muted">Confidence {percent((finding.confidence ?? 0) * 100)}</p>
        </details>
      ))}
    </Panel>
  );
}
