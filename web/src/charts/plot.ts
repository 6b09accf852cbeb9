import uPlot from "uplot";
import { tick } from "../format/time";
import { duration, number, quantity } from "../format/units";
import type { Axis, ChartLine, ChartProps } from "./chart";

/** What uPlot is told of a chart: series, bands, axes, marks. The component that holds it is in chart.tsx. */

const leastDrag = 6;

/** Of more lines than these, the cursor marks no points: each is a layer that is moved sixty times a second. */
const mostPoints = 4;

/** So many times the usual distance between two readings is a gap; less is joined. */
const gapFactor = 4;
const binaryTicks = Array.from({ length: 60 }, (_, power) => 2 ** power);

export function columns(x: number[], lines: ChartLine[]): uPlot.AlignedData {
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

export function options(element: HTMLElement, height: number, latest: { current: ChartProps }, shown: { current: ChartLine[] }, moved: () => void): uPlot.Options {
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
      points: shown.current.length > mostPoints ? { show: false } : { size: 5 },
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
