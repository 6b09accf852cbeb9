import type { JSX } from "preact";

interface Props {
  /** Everything there is, seconds since the epoch. */
  whole: [number, number];
  /** What is shown of it; null for everything. */
  zoom: [number, number] | null;
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
}

/** What dragging and double clicking do, for the keyboard. */
export function ZoomButtons({ whole, zoom, onZoom, onReset }: Props): JSX.Element {
  const [from, to] = zoom ?? whole;
  const span = to - from;
  const middle = (from + to) / 2;
  const move = (share: number): void => onZoom(from + span * share, to + span * share);
  return (
    <div class="row tight" role="group" aria-label="Zoom">
      <button class="small" onClick={() => move(-0.5)} disabled={zoom === null} aria-label="Earlier">
        ←
      </button>
      <button class="small" onClick={() => onZoom(middle - span / 4, middle + span / 4)} aria-label="Zoom in">
        +
      </button>
      <button class="small" onClick={() => onZoom(middle - span, middle + span)} disabled={zoom === null} aria-label="Zoom out">
        −
      </button>
      <button class="small" onClick={() => move(0.5)} disabled={zoom === null} aria-label="Later">
        →
      </button>
      <button class="small" onClick={onReset} disabled={zoom === null}>
        Everything
      </button>
    </div>
  );
}
