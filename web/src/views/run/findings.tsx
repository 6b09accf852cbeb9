import type { JSX } from "preact";
import type { Analysis } from "../../api/types";
import { percent } from "../../format/units";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";
import { EvidenceList } from "./certificate";

/** What the rules found, with the evidence folded away; and what could not be judged, with the reason. */
export function FindingsPanel({ analysis, onShow }: { analysis: Analysis; onShow: (from: number, to: number) => void }): JSX.Element {
  const unjudged = analysis.rules.filter((rule) => rule.state !== "quiet" && rule.state !== "fired" && rule.reason);
  const quiet = analysis.rules.filter((rule) => rule.state === "quiet").length;
  return (
    <Panel
      title="Findings"
      actions={<CsvButton name="findings" header={["rule", "severity", "title", "explanation", "confidence"]} rows={() => analysis.findings.map((finding) => [finding.rule, finding.severity, finding.title, finding.explanation, finding.confidence])} />}
    >
      {analysis.findings.length === 0 && <p class="muted">No rule found anything: {quiet} looked and stayed quiet.</p>}
      {analysis.findings.map((finding) => (
        <details key={finding.rule + finding.title} class="finding">
          <summary>
            <span class={`badge ${finding.severity}`}>{finding.severity}</span> {finding.title} <span class="muted mono">{finding.rule}</span>
          </summary>
          <p>{finding.explanation}</p>
          <EvidenceList items={finding.evidence} onShow={onShow} />
          <p class="muted">Confidence {percent((finding.confidence ?? 0) * 100)}</p>
        </details>
      ))}
      {unjudged.length > 0 && (
        <details class="finding">
          <summary class="muted">{unjudged.length} rules could not judge this run</summary>
          <ul class="evidence">
            {unjudged.map((rule) => (
              <li key={rule.id}>
                <span class="mono">{rule.id}</span> {rule.name.replaceAll("_", " ")}: {rule.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      {analysis.faults.map((fault) => (
        <p key={fault} class="notice">
          {fault}
        </p>
      ))}
    </Panel>
  );
}
