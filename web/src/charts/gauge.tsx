import type { JSX } from "preact";

/** A figure of now with how full it is, as a bar. */
export function Gauge({ name, text, share, detail }: { name: string; text: string; share: number | null; detail?: string }): JSX.Element {
  const level = share === null ? "" : share >= 0.95 ? "critical" : share >= 0.85 ? "warning" : "";
  return (
    <div class={`gauge ${level}`}>
      <span class="muted">{name}</span>
      <strong>{text}</strong>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="whole" width="100" height="6" />
        <rect width={Math.max(0, Math.min(1, share ?? 0)) * 100} height="6" />
      </svg>
      <span class="muted detail">{detail ?? " "}</span>
    </div>
  );
}
