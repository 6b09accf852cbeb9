import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Effect, Recommendation } from "../../api/types";
import { useServer } from "../../api/server";
import { percent, quantity } from "../../format/units";
import { settingValue } from "../../format/values";
import { CopyButton } from "../../parts/copy";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";
import { ApplyDialog } from "./apply";
import { EvidenceList } from "./certificate";

/** More would push what was measured off the screen. */
const firstCards = 2;

interface Props {
  run: string;
  recommendations: Recommendation[] | undefined;
  onShow: (from: number, to: number) => void;
}

/** What to change next, a card each, the most urgent first. */
export function RecommendationsPanel({ run, recommendations, onShow }: Props): JSX.Element {
  // What the viewer decided; of what was left alone, alternatives to something better stay out.
  const [decided, setDecided] = useState<ReadonlyMap<number, boolean>>(new Map());
  const isPicked = (recommendation: Recommendation): boolean => decided.get(recommendation.number) ?? recommendation.alternative_to === null;
  const mayChange = useServer()?.role === "operator";
  const [applying, setApplying] = useState(false);
  const appliable = (recommendations ?? []).filter((recommendation) => recommendation.config_path !== null && recommendation.recommended_value !== null && recommendation.recommended_value !== undefined);
  const picked = appliable.filter(isPicked).map((recommendation) => recommendation.number);
  const card = (recommendation: Recommendation): JSX.Element => (
    <Card
      key={recommendation.number}
      recommendation={recommendation}
      picked={mayChange && appliable.includes(recommendation) ? isPicked(recommendation) : null}
      onPick={(on) => {
        setDecided(new Map(decided).set(recommendation.number, on));
      }}
      onShow={onShow}
    />
  );
  return (
    <Panel
      title="Recommendations"
      actions={
        recommendations &&
        recommendations.length > 0 && (
          <>
            {mayChange && appliable.length > 0 && (
              <button class="primary" disabled={picked.length === 0} onClick={() => setApplying(true)}>
                Apply recommended settings{picked.length < appliable.length ? ` (${picked.length})` : ""}
              </button>
            )}
            <CsvButton
              name="recommendations"
              header={["number", "severity", "title", "action", "impact", "config_file", "config_path", "current_value", "recommended_value"]}
              rows={() => recommendations.map((one) => [one.number, one.severity, one.title, one.action, one.impact, one.config_file, one.config_path, settingValue(one.current_value), settingValue(one.recommended_value)])}
            />
          </>
        )
      }
    >
      {recommendations?.length === 0 && <p class="muted">Nothing to change: no rule has advice for this run.</p>}
      <div class="cards">{(recommendations ?? []).slice(0, firstCards).map(card)}</div>
      {recommendations && recommendations.length > firstCards && (
        <details class="more">
          <summary>{recommendations.length - firstCards} more</summary>
          <div class="cards">{recommendations.slice(firstCards).map(card)}</div>
        </details>
      )}
      {applying && <ApplyDialog run={run} pick={picked} onClose={() => setApplying(false)} />}
    </Panel>
  );
}

interface CardProps {
  recommendation: Recommendation;
  /** Whether it would be applied; null when it names no setting that could be. */
  picked: boolean | null;
  onPick: (on: boolean) => void;
  onShow: (from: number, to: number) => void;
}

function Card({ recommendation: one, picked, onPick, onShow }: CardProps): JSX.Element {
  const value = settingValue(one.recommended_value);
  return (
    <article class={`card ${one.severity}`}>
      <header class="row">
        <span class={`badge ${one.severity}`}>{one.severity}</span>
        <h3 class="grow">{one.title}</h3>
        {picked !== null && (
          <label class="small">
            <input type="checkbox" checked={picked} onChange={(event) => onPick(event.currentTarget.checked)} /> apply
          </label>
        )}
      </header>
      <p>{one.action.replace(/([^.])$/, "$1.")}</p>
      {one.config_path && (
        <div class="change">
          <code>
            {one.config_file && <span class="muted">{one.config_file.split("/").at(-1)}: </span>}
            {one.config_path}
            {one.recommended_value !== null && (
              <>
                {" "}
                <del>{settingValue(one.current_value)}</del> → <ins>{value}</ins>
              </>
            )}
          </code>
          <CopyButton text={one.recommended_value === null ? one.config_path : `${one.config_path}: ${value}`} />
        </div>
      )}
      <p class="muted">
        {one.impact.replace(/([^.])$/, "$1.")}
        {one.effect && <> Expected: {effectText(one.effect)}.</>}
        {one.confidence !== null && <> Confidence {percent(one.confidence * 100)}.</>}
      </p>
      {one.evidence.length > 0 && (
        <details>
          <summary class="muted">
            Why{one.rule && <span class="mono"> {one.rule}</span>}
          </summary>
          <EvidenceList items={one.evidence} onShow={onShow} />
        </details>
      )}
    </article>
  );
}

function effectText(effect: Effect): string {
  const signed = (value: number | null): string => (value !== null && value > 0 ? "+" : "") + quantity(value, effect.unit);
  const interval = effect.low !== null && effect.high !== null && effect.low !== effect.high ? ` (${signed(effect.low)} to ${signed(effect.high)})` : "";
  return `${effect.quantity.replaceAll("_", " ")} ${signed(effect.expected)}${interval}, ${effect.is_measured ? "measured" : "estimated"}`;
}
