import type { JSX } from "preact";
import type { RunItem } from "../api/types";
import { words } from "../format/values";

/** Verdicts that are nobody's fault, or good. */
const calm = new Set(["success", "running", "detached", "interrupted", "unknown"]);

/** How a run stands or ended, in a word. */
export function VerdictBadge({ run }: { run: RunItem }): JSX.Element {
  if (run.state === "running") {
    const level = run.health === "critical" || run.health === "warning" ? run.health : "running";
    return <span class={`badge ${level}`}>{run.health === "good" || run.health === null ? "running" : `running, ${run.health}`}</span>;
  }
  const verdict = run.verdict ?? run.cause ?? words(run.state);
  return <span class={`badge ${verdict === "success" ? "good" : calm.has(verdict) ? "" : "critical"}`}>{words(verdict)}</span>;
}

export function Score({ value }: { value: number | null }): JSX.Element {
  if (value === null) {
    return <span class="muted">–</span>;
  }
  const level = value >= 80 ? "good" : value >= 50 ? "warning" : "critical";
  return <span class={`badge ${level}`}>{Math.round(value)}</span>;
}
