import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { quantity } from "../format/units";
import { watchTheme } from "../theme";

/** One line of a chart. With minimum and maximum, what lies between is drawn as a band. */
export interface ChartLine {
  label: string;
  values: (number | null)[];
  minimum?: (number | null)[];
  maximum?: (number | null)[];
  /** Number of the colour, from 1 to 8. */
  color: number;
  /** Adds to the lines above it, for memory of processes. */
  filled?: boolean;
}

/** An instant to mark. */
export interface ChartMark {
  /** On the axis: seconds since the epoch, or the step. */
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
  /** Positions on the axis, ascending: seconds since the epoch, or steps. */
  x: number[];
  axis?: "time" | "step";
  lines: ChartLine[];
  marks?: ChartMark[];
  thresholds?: ChartThreshold[];
  height?: number;
  /** Lower and upper end of the value axis; null leaves one to the data. */
  range?: [number | null, number | null];
  logarithmic?: boolean;
  /** Charts with the same name move their cursors together. */
  sync?: string;
  onZoom?: (from: number, to: number) => void;
  onReset?: () => void;
  onCursor?: (x: number | null) => void;
}

/** A chart over uPlot: columns go to the canvas as they came from the server. */
export function Chart(props: ChartProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const shape = JSON.stringify([props.lines.map((line) => [line.label, line.color, line.filled, !!line.minimum]), props.unit, props.axis, props.logarithmic, props.sync, props.height]);

  useEffect(() => {
    const element = host.current!;
    const make = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element, latest), columns(latest.current), element);
    };
    make();
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: latest.current.height ?? 180 }));
    resize.observe(element);
    const stop = watchTheme(make);
    return () => {
      resize.disconnect();
      stop();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => plot.current?.setData(columns(props)), [props.x, props.lines, props.marks, props.thresholds]);

  const last = props.lines.map((line) => `${line.label} ${quantity(lastOf(line.values), props.unit)}`).join(", ");
  return (
    <figure class="chart" aria-label={`${props.title}: ${last}`}>
      <figcaption>{props.title}</figcaption>
      <div ref={host} />
    </figure>
  );
}

function columns(props: ChartProps): uPlot.AlignedData {
  const data: (number | null)[][] = [];
  for (const line of props.lines) {
    data.push(line.values);
    if (line.minimum && line.maximum) {
      data.push(line.maximum, line.minimum);
    }
  }
  return [props.x, ...data] as uPlot.AlignedData;
}

function options(element: HTMLElement, latest: { current: ChartProps }): uPlot.Options {
  const props = latest.current;
  const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const series: uPlot.Series[] = [props.axis === "step" ? { label: "step" } : { label: "time" }];
  const bands: uPlot.Band[] = [];
  for (const line of props.lines) {
    const stroke = color(`--series-${line.color}`);
    series.push({ label: line.label, stroke, width: 1.5, points: { show: false }, value: (_, value) => quantity(value, latest.current.unit), ...(line.filled ? { fill: `${stroke}40` } : {}) });
    if (line.minimum && line.maximum) {
      const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false }, label: "" };
      bands.push({ series: [series.length, series.length + 1], fill: `${stroke}2e` });
      series.push(edge, { ...edge });
    }
  }
  const axis: uPlot.Axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { stroke: color("--line"), width: 1 }, font: "11px system-ui" };
  return {
    width: element.clientWidth,
    height: props.height ?? 180,
    series,
    bands,
    legend: { show: true, live: true },
    cursor: {
      ...(props.sync ? { sync: { key: props.sync, setSeries: false } } : {}),
      drag: { x: true, y: false, setScale: false },
      points: { size: 5 },
    },
    scales: {
      x: { time: props.axis !== "step" },
      y: {
        ...(props.logarithmic ? { distr: 3 as const } : {}),
        range: (_, low, high) => valueRange(latest.current, low, high),
      },
    },
    axes: [axis, { ...axis, size: 74, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : quantity(tick, latest.current.unit))) }],
    hooks: {
      setSelect: [
        (chart) => {
          if (chart.select.width > 4) {
            const from = chart.posToVal(chart.select.left, "x");
            const to = chart.posToVal(chart.select.left + chart.select.width, "x");
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            latest.current.onZoom?.(from, to);
          }
        },
      ],
      setCursor: [(chart) => latest.current.onCursor?.(chart.cursor.idx === null || chart.cursor.idx === undefined ? null : (latest.current.x[chart.cursor.idx] ?? null))],
      ready: [(chart) => chart.over.addEventListener("dblclick", () => latest.current.onReset?.())],
      draw: [(chart) => drawMarks(chart, latest.current, color)],
    },
  };
}

function valueRange(props: ChartProps, low: number | null, high: number | null): [number, number] {
  const [least, most] = props.range ?? [null, null];
  const from = least ?? low ?? 0;
  const reach = Math.max(high ?? 1, ...(props.thresholds ?? []).map((threshold) => threshold.value));
  const to = most ?? (props.logarithmic ? (high ?? 1) : reach + (reach - from) * 0.08);
  return to > from ? [from, to] : [from, from + 1];
}

function drawMarks(chart: uPlot, props: ChartProps, color: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = pixel;
  ctx.setLineDash([4 * pixel, 4 * pixel]);
  for (const threshold of props.thresholds ?? []) {
    const y = chart.valToPos(threshold.value, "y", true);
    ctx.strokeStyle = color(`--${threshold.level}`);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  for (const mark of props.marks ?? []) {
    const x = chart.valToPos(mark.at, "x", true);
    ctx.strokeStyle = color(mark.level === "info" ? "--muted" : `--${mark.level}`);
    ctx.globalAlpha = mark.level === "info" ? 0.5 : 0.9;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
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
