import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clockOf, tick } from "../format/time";
import { duration, number, quantity } from "../format/units";
import { watchTheme } from "../theme";
import { CsvButton } from "../parts/download";

/** What lies across: instants, steps, or seconds since a start. */
export type Axis = "time" | "step" | "elapsed";

/** One line of a chart. With minimum and maximum, what lies between is drawn as a band. */
export interface ChartLine {
  label: string;
  values: (number | null)[];
  minimum?: (number | null)[];
  maximum?: (number | null)[];
  /** Number of the colour, from 1 to 8. */
  color: number;
  /** Stands on the stacked lines before it, for memory of processes. */
  stacked?: boolean;
}

/** An instant to mark. */
export interface ChartMark {
  /** On the axis. */
  at: number;
  text: string;
  level: "info" | "warning" | "critical";
}

/** A level to mark. */
export interface ChartThreshold {
  value: number;
  text: string;
  level: "warning" | "critical";
}

export interface ChartProps {
  title: string;
  unit: string;
  /** Positions on the axis, ascending: seconds since the epoch, steps, or seconds since a start. */
  x: number[];
  axis?: Axis;
  lines: ChartLine[];
  /** Ends of the axis; those of the data when left out. */
  domain?: [number, number] | undefined;
  marks?: ChartMark[];
  thresholds?: ChartThreshold[];
  height?: number;
  /** Lower and upper end of the value axis; null leaves one to the data. */
  range?: [number | null, number | null];
  logarithmic?: boolean;
  /** Charts with the same name move their cursors together. */
  sync?: string;
  /** Readings that lie no further apart are joined, whatever their usual distance. */
  joins?: number | undefined;
  /** A word beside the title, such as where the limit lies. */
  note?: string | undefined;
  onZoom?: (from: number, to: number) => void;
  onReset?: () => void;
  onCursor?: (x: number | null) => void;
}

const defaultHeight = 170;
const leastDrag = 6;
const farthestBuckets = 64;

/** So many times the usual distance between two readings is a gap; less is joined. */
const gapFactor = 4;
const binaryTicks = Array.from({ length: 60 }, (_, power) => 2 ** power);

/** A chart over uPlot: columns go to the canvas as they came from the server, the legend is made of buttons. */
export function Chart(props: ChartProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const figure = useRef<HTMLElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const height = props.height ?? defaultHeight;
  const shape = JSON.stringify([props.lines.map((line) => [line.label, line.color, line.stacked, !!line.minimum, hidden.has(line.label)]), props.unit, props.axis, props.logarithmic, props.sync, height]);
  const shownLines = props.lines.filter((line) => !hidden.has(line.label));
  const shown = useRef(shownLines);
  shown.current = shownLines;

  useEffect(() => {
    const element = host.current!;
    const make = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element, height, latest, shown, () => readOut(figure.current, plot.current, latest.current)), columns(latest.current.x, shown.current), element);
    };
    make();
    let width = element.clientWidth;
    const resize = new ResizeObserver(() => {
      if (element.clientWidth !== width) {
        width = element.clientWidth;
        plot.current?.setSize({ width, height });
      }
    });
    resize.observe(element);
    const stop = watchTheme(make);
    return () => {
      resize.disconnect();
      stop();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  const [low, high] = props.domain ?? [undefined, undefined];
  useEffect(() => {
    plot.current?.setData(columns(props.x, shown.current));
    readOut(figure.current, plot.current, props);
  }, [shape, props.x, props.lines, props.marks, props.thresholds, low, high]);

  const last = props.lines.map((line) => `${line.label} ${quantity(lastOf(line.values), props.unit)}`).join(", ");
  const toggle = (label: string): void => {
    const next = new Set(hidden);
    if (!next.delete(label)) {
      next.add(label);
    }
    setHidden(next.size === props.lines.length ? new Set() : next);
  };
  return (
    <figure class="chart" ref={figure}>
      <figcaption>
        <span class="title">{props.title}</span>
        {props.note && <span class="muted note">{props.note}</span>}
        <span class="muted readout" aria-hidden="true" />
        <CsvButton name={props.title} header={[props.axis ?? "time", ...props.lines.map((line) => `${line.label} (${props.unit})`)]} rows={() => props.x.map((x, i) => [x, ...props.lines.map((line) => line.values[i])])} />
      </figcaption>
      <div ref={host} role="img" aria-label={`${props.title}: ${last}`} class="plot" style={{ height: `${height}px` }} />
      <ul class={props.lines.length > 2 ? "legend tall" : "legend"} aria-label={`Lines of ${props.title}`}>
        {props.lines.map((line) => (
          <li key={line.label}>
            <button aria-pressed={!hidden.has(line.label)} onClick={() => toggle(line.label)} title={line.label}>
              <span class={`swatch series-${line.color}`} />
              <span class="name">{line.label}</span>
              <span class="value" />
            </button>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Writes the values under the cursor, or the latest, into the legend: without a rendering, sixty times a second. */
function readOut(figure: HTMLElement | null, plot: uPlot | null, props: ChartProps): void {
  if (!figure) {
    return;
  }
  const index = plot?.cursor.idx ?? null;
  const cells = figure.querySelectorAll(".legend .value");
  props.lines.forEach((line, i) => {
    const cell = cells[i];
    if (cell) {
      cell.textContent = quantity(index === null ? lastOf(line.values) : nearest(line.values, index), props.unit);
    }
  });
  const at = index === null ? undefined : props.x[index];
  figure.querySelector(".readout")!.textContent = at === undefined ? "" : position(at, props.axis);
}

/** The latest value at or before a place, since buckets between two samples are empty. */
function nearest(values: (number | null)[], index: number): number | null {
  for (let i = index; i >= Math.max(0, index - farthestBuckets); i--) {
    const value = values[i];
    if (value !== null && value !== undefined) {
      return value;
    }
  }
  return null;
}

function position(at: number, axis: Axis | undefined): string {
  return axis === "step" ? `step ${number(Math.round(at))}` : axis === "elapsed" ? duration(at) : clockOf(at);
}

function columns(x: number[], lines: ChartLine[]): uPlot.AlignedData {
  const data: (number | null)[][] = [];
  let below: (number | null)[] | null = null;
  for (const line of lines) {
    if (line.stacked) {
      below = stack(line.values, below);
      data.push(below);
      continue;
    }
    data.push(line.values);
    if (line.minimum && line.maximum) {
      data.push(line.maximum, line.minimum);
    }
  }
  return [x, ...data] as uPlot.AlignedData;
}

function stack(values: (number | null)[], below: (number | null)[] | null): (number | null)[] {
  return values.map((value, i) => {
    const ground = below?.[i] ?? null;
    return value === null && ground === null ? null : (value ?? 0) + (ground ?? 0);
  });
}

function options(element: HTMLElement, height: number, latest: { current: ChartProps }, shown: { current: ChartLine[] }, moved: () => void): uPlot.Options {
  const props = latest.current;
  const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const gaps: uPlot.Series.GapsRefiner = (chart, index, _, __, found) => {
    const [x, y] = [chart.data[0], chart.data[index]!];
    const apart = Math.max(spacing(x, y) * gapFactor, latest.current.joins ?? 0);
    const wide = chart.valToPos(chart.scales["x"]!.min! + apart, "x", true) - chart.valToPos(chart.scales["x"]!.min!, "x", true);
    return found.filter(([from, to]) => to - from > wide);
  };
  let below = 0;
  for (const line of shown.current) {
    const stroke = color(`--series-${line.color}`);
    const lone = (chart: uPlot, index: number): boolean => index > 0 && (chart.data[0].length < 2 || known(chart.data[index]) < 2);
    series.push({ label: line.label, stroke, gaps, width: line.stacked ? 1 : 1.5, points: { show: lone, size: 5, fill: stroke }, ...(line.stacked ? { fill: `${stroke}59` } : {}) });
    const own = series.length - 1;
    if (line.stacked) {
      if (below > 0) {
        bands.push({ series: [own, below], fill: `${stroke}59` });
      }
      below = own;
    } else if (line.minimum && line.maximum) {
      const edge: uPlot.Series = { gaps, stroke: "transparent", width: 0, points: { show: false } };
      bands.push({ series: [own + 1, own + 2], fill: `${stroke}33` });
      series.push(edge, { ...edge });
    }
  }
  const axis: uPlot.Axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  return {
    width: element.clientWidth,
    height,
    series,
    bands,
    padding: [6, 18, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      ...(props.sync ? { sync: { key: props.sync, setSeries: false, scales: ["x", null], filters: { pub: (type: string) => type === "mousemove" || type === "mouseleave", sub: () => true } } } : {}),
      drag: { x: true, y: false, setScale: false },
      points: { size: 5 },
    },
    scales: {
      x: { time: false, range: (_, from, to) => latest.current.domain ?? (to > from ? [from, to] : [from - 1, to + 1]) },
      y: { ...(props.logarithmic ? { distr: 3 as const } : {}), range: (_, low, high) => valueRange(latest.current, low, high) },
    },
    axes: [
      { ...axis, size: 24, space: 80, values: (_, ticks, __, ___, increment) => ticks.map((at) => acrossTick(at, increment, props.axis)), ...(props.axis === "step" ? { incrs: stepIncrements } : { incrs: timeIncrements }) },
      { ...axis, size: 68, space: 28, ...(props.unit.startsWith("By") ? { incrs: binaryTicks } : {}), values: (_, ticks) => ticks.map((at) => (at === null ? "" : quantity(at, latest.current.unit))) },
    ],
    hooks: {
      setSelect: [
        (chart) => {
          if (chart.select.width > leastDrag) {
            const from = chart.posToVal(chart.select.left, "x");
            const to = chart.posToVal(chart.select.left + chart.select.width, "x");
            latest.current.onZoom?.(from, to);
          }
          if (chart.select.width > 0) {
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          }
        },
      ],
      setCursor: [
        (chart) => {
          moved();
          const index = chart.cursor.idx;
          latest.current.onCursor?.(index === null || index === undefined ? null : (latest.current.x[index] ?? null));
        },
      ],
      ready: [(chart) => chart.over.addEventListener("dblclick", () => latest.current.onReset?.())],
      draw: [(chart) => drawMarks(chart, latest.current, color)],
    },
  };
}

/** How far apart the known values of a line usually lie: buckets narrower than the interval of samples leave some empty. */
function spacing(x: ArrayLike<number>, values: ArrayLike<number | null | undefined>): number {
  const distances: number[] = [];
  let before = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null && values[i] !== undefined) {
      if (before >= 0) {
        distances.push(x[i]! - x[before]!);
      }
      before = i;
    }
  }
  distances.sort((a, b) => a - b);
  return distances[Math.floor(distances.length * 0.9)] ?? 0;
}

function known(values: ArrayLike<number | null | undefined> | undefined): number {
  let count = 0;
  for (let i = 0; values && i < values.length && count < 2; i++) {
    count += values[i] === null || values[i] === undefined ? 0 : 1;
  }
  return count;
}

const stepIncrements = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat();
const timeIncrements = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

function acrossTick(at: number, increment: number, axis: Axis | undefined): string {
  return axis === "step" ? number(at) : axis === "elapsed" ? duration(at) : tick(at, increment);
}

function valueRange(props: ChartProps, low: number | null, high: number | null): [number, number] {
  const [least, most] = props.range ?? [null, null];
  if (props.logarithmic && low !== null && high !== null && low > 0) {
    return [low * 0.9, high * 1.1];
  }
  const from = least ?? low ?? 0;
  const reach = Math.max(high ?? 1, ...(props.thresholds ?? []).map((threshold) => threshold.value));
  const to = most ?? reach + (reach - from) * 0.08;
  return to > from ? [from, to] : [from - (from === 0 ? 0 : Math.abs(from) * 0.1), from + (Math.abs(from) * 0.1 || 1)];
}

function drawMarks(chart: uPlot, props: ChartProps, color: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = pixel;
  ctx.font = `${10 * pixel}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.setLineDash([4 * pixel, 4 * pixel]);
  for (const threshold of props.thresholds ?? []) {
    const y = chart.valToPos(threshold.value, "y", true);
    ctx.strokeStyle = ctx.fillStyle = color(`--${threshold.level}`);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
    ctx.textBaseline = "bottom";
    ctx.fillText(threshold.text, bbox.left + 4 * pixel, y - pixel);
  }
  ctx.setLineDash([]);
  ctx.textBaseline = "top";
  let free = -Infinity;
  for (const mark of props.marks ?? []) {
    const x = chart.valToPos(mark.at, "x", true);
    ctx.strokeStyle = ctx.fillStyle = color(mark.level === "info" ? "--muted" : `--${mark.level}`);
    ctx.globalAlpha = mark.level === "info" ? 0.35 : 0.9;
    line(ctx, x, bbox.top, x, bbox.top + bbox.height);
    const wide = ctx.measureText(mark.text).width;
    const fitsRight = x + wide + 6 * pixel < bbox.left + bbox.width;
    const left = fitsRight ? x + 3 * pixel : x - wide - 3 * pixel;
    if (mark.level !== "info" && left > free) {
      ctx.fillText(mark.text, left, bbox.top + 2 * pixel);
      free = left + wide + 8 * pixel;
    }
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

function lastOf(values: (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) {
      return value;
    }
  }
  return null;
}
