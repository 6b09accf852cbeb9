import type { JSX } from "preact";
import type { Analysis, EvidenceItem, RunDetail } from "../../api/types";
import { clockOf, exact } from "../../format/time";
import { percent } from "../../format/units";
import { words } from "../../format/values";
import { Panel } from "../../parts/panel";

interface Props {
  run: RunDetail;
  analysis: Analysis | undefined;
  problem: string | undefined;
  onShow: (from: number, to: number) => void;
}

/** How the run ended, how sure that is, and what speaks for and against it. */
export function CertificatePanel({ run, analysis, problem, onShow }: Props): JSX.Element {
  const certificate = analysis?.certificate;
  const level = certificate ? (certificate.is_failure ? "critical" : certificate.verdict === "success" ? "good" : "calm") : "calm";
  return (
    <Panel title={certificate?.is_failure ? "Death certificate" : "Verdict"} class={`certificate ${level}`}>
      {problem && !analysis && <p class="notice critical">{problem}</p>}
      <p class="headline">{certificate?.headline ?? run.headline ?? (run.state === "running" ? "Still running." : " ")}</p>
      <p class="muted">
        {certificate && (
          <>
            <span class={`badge ${level === "calm" ? "" : level}`}>{words(certificate.verdict)}</span> confidence {percent((certificate.confidence ?? 0) * 100)}{" "}
            <meter min={0} max={1} value={certificate.confidence ?? 0} aria-label="Confidence" />
            {certificate.at !== null && <span title={exact(certificate.at)}> · {clockOf(certificate.at)}</span>}
            {certificate.step !== null && ` · step ${certificate.step}`}
          </>
        )}
      </p>
      {!certificate && run.explanation && run.explanation !== run.headline && <p>{run.explanation}</p>}
      {certificate && certificate.for.length > 0 && <EvidenceList title="What speaks for it" items={certificate.for} onShow={onShow} />}
      {certificate && certificate.against.length > 0 && <EvidenceList title="What speaks against it" items={certificate.against} onShow={onShow} />}
    </Panel>
  );
}

/** Observations, each with the stretch of time it was made in. */
export function EvidenceList({ title, items, onShow }: { title?: string; items: EvidenceItem[]; onShow: (from: number, to: number) => void }): JSX.Element {
  return (
    <>
      {title && <h3>{title}</h3>}
      <ul class="evidence">
        {items.map((item, i) => (
          <li key={i}>
            {item.text}
            {item.count !== null && item.count > 1 && <span class="muted"> ({item.count} times)</span>}{" "}
            {item.from !== null && (
              <button class="small" onClick={() => onShow(item.from!, item.to ?? item.from!)} aria-label={`Show in the charts: ${item.text}`}>
                show
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
