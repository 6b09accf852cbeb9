import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clockOf, tick } from "../../format/time";
import { span, type Timeline } from "./types";

const height = 220;
const left = 64;
const bottom = 22;
const widestTick = 90;

interface Props {
  timeline: Timeline;
  /** Ends of the window, seconds: those of the charts below. */
  domain: [number, number];
  /** A cell was chosen: from when, and from which duration on, seconds. */
  onPick: (from: number, to: number, leastSeconds: number) => void;
}

/** Time across, duration upwards, the more operations the stronger: two ways of being slow stand apart where a percentile blurs them. */
export function HeatMap({ timeline, domain: [from, to], onPick }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(800);
  const [under, setUnder] = useState<string>();
  const { heat, t, step_seconds: step } = timeline;
  const rows = heat.bounds_seconds.length;
  // Steps lie on whole multiples of their length: the first column may begin a little before the window.
  const first = Math.floor(Math.min(from, t[0] ?? from) / step) * step;
  const columns = Math.max(1, Math.ceil((to - first) / step));

  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(() => setWidth(Math.max(200, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) {
      return;
    }
    const ratio = devicePixelRatio || 1;
    element.width = width * ratio;
    element.height = height * ratio;
    context.scale(ratio, ratio);
    const style = getComputedStyle(element);
    const cellWidth = (width - left) / columns;
    const cellHeight = (height - bottom) / Math.max(1, rows);
    const most = Math.max(1, ...heat.counts.flat());
    context.clearRect(0, 0, width, height);
    context.fillStyle = style.getPropertyValue("--series-1");
    heat.counts.forEach((column, i) => {
      const x = left + Math.round((t[i]! - first) / step) * cellWidth;
      column.forEach((count, row) => {
        if (count > 0) {
          // By the logarithm: one slow operation among thousands of quick ones must be seen.
          context.globalAlpha = 0.18 + (0.82 * Math.log1p(count)) / Math.log1p(most);
          context.fillRect(x, height - bottom - (row + 1) * cellHeight, Math.max(1, cellWidth - 0.5), Math.max(1, cellHeight - 0.5));
        }
      });
    });
    context.globalAlpha = 1;
    context.fillStyle = style.getPropertyValue("--muted");
    context.font = `11px ${style.fontFamily}`;
    context.textAlign = "right";
    for (let row = 0; row < rows; row += Math.max(1, Math.ceil(rows / 7))) {
      context.fillText(span(heat.bounds_seconds[row]!), left - 6, height - bottom - (row + 0.5) * cellHeight + 4);
    }
    context.textAlign = "left";
    const apart = Math.max(1, Math.ceil(columns / Math.max(1, Math.floor((width - left) / widestTick))));
    for (let column = 0; column < columns; column += apart) {
      const text = tick(first + column * step, apart * step);
      const x = left + column * cellWidth;
      if (x + context.measureText(text).width <= width) {
        context.fillText(text, x, height - 6);
      }
    }
  }, [timeline, width, from, to]);

  const cellAt = (event: MouseEvent): { column: number; row: number } | undefined => {
    const box = canvas.current!.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left - left) / (width - left)) * columns);
    const row = Math.floor(((height - bottom - (event.clientY - box.top)) / (height - bottom)) * rows);
    return column >= 0 && column < columns && row >= 0 && row < rows ? { column, row } : undefined;
  };
  const least = (row: number): number => (row === 0 ? 0 : heat.bounds_seconds[row - 1]!);
  const hover = (event: MouseEvent): void => {
    const cell = cellAt(event);
    const at = cell && first + cell.column * step;
    const index = at === undefined ? -1 : t.indexOf(at);
    setUnder(cell && index >= 0 ? `${clockOf(at!)}: ${heat.counts[index]![cell.row]} of ${span(least(cell.row))} to ${span(heat.bounds_seconds[cell.row]!)}` : undefined);
  };
  const pick = (event: MouseEvent): void => {
    const cell = cellAt(event);
    if (cell) {
      onPick(first + cell.column * step, first + (cell.column + 1) * step, least(cell.row));
    }
  };
  return (
    <figure class="heat-map">
      <canvas ref={canvas} style={{ width: "100%", height: `${height}px` }} role="img" aria-label="Durations of operations over time" onMouseMove={hover} onMouseLeave={() => setUnder(undefined)} onClick={pick} />
      <figcaption>{under ?? "Select a cell to list the operations from there on upwards."}</figcaption>
    </figure>
  );
}
