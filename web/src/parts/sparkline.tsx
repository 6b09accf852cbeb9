import type { JSX } from "preact";

const width = 96;
const height = 22;

/** A line as high as a letter. Says nothing that the row does not say in words, so readers of screens skip it. */
export function Sparkline({ values, color }: { values: (number | null)[]; color: number }): JSX.Element | null {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) {
    return null;
  }
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      pen = "M";
      return;
    }
    path += `${pen}${((index / (values.length - 1)) * width).toFixed(1)} ${(height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`;
    pen = "L";
  });
  return (
    <svg class="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={path} fill="none" stroke={`var(--series-${color})`} stroke-width="1.5" />
    </svg>
  );
}
