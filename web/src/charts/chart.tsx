import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clockOf } from "../format/time";
import { duration, number, quantity } from "../format/units";
import { watchTheme } from "../theme";
import { CsvButton } from "../parts/download";
import { useSeen } from "../parts/seen";
import { columns, options } from "./plot";

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
const farthestBuckets = 64;

/** So many presses of an arrow cross a chart. */
const keySteps = 100;

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
  const seen = useSeen(figure, () => readOut(figure.current, plot.current, latest.current));

  useEffect(() => {
    const element = host.current!;
    const make = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element, height, latest, shown, () => seen.current && readOut(figure.current, plot.current, latest.current)), columns(latest.current.x, shown.current), element);
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

  const last = valuesText(props, null);
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
      <div
        ref={host}
        class="plot"
        style={{ height: `${height}px` }}
        role="slider"
        tabIndex={0}
        aria-label={`${props.title}, cursor`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, props.x.length - 1)}
        aria-valuenow={Math.max(0, props.x.length - 1)}
        aria-valuetext={`Latest: ${last}`}
        onKeyDown={(event) => pressed(event, plot.current, latest.current)}
      />
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

/**
 * The cursor by keyboard: arrows move it (with Shift ten times as far), Home and End go to the ends of what is shown,
 * + and − zoom around it, 0 shows everything, Escape takes it away.
 */
function pressed(event: KeyboardEvent, plot: uPlot | null, props: ChartProps): void {
  if (!plot || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const { min, max } = plot.scales["x"]!;
  if (min === undefined || max === undefined || min === null || max === null) {
    return;
  }
  const width = plot.over.clientWidth;
  const left = plot.cursor.left !== undefined && plot.cursor.left >= 0 ? plot.cursor.left : width;
  const at = plot.posToVal(left, "x");
  const step = (width / keySteps) * (event.shiftKey ? 10 : 1);
  const moves: Record<string, number> = { ArrowLeft: left - step, ArrowRight: left + step, Home: 0, End: width, Escape: -1 };
  const move = moves[event.key];
  if (move !== undefined) {
    setCursor(plot, event.key === "Escape" ? { left: -10, top: -10 } : { left: Math.min(width, Math.max(0, move)), top: 0 }, true, true);
  } else if (event.key === "+" || event.key === "-") {
    const half = ((max - min) / 2) * (event.key === "+" ? 0.5 : 2);
    props.onZoom?.(at - half, at + half);
  } else if (event.key === "0") {
    props.onReset?.();
  } else {
    return;
  }
  event.preventDefault();
}

/** As uPlot has it; its types leave out the last parameter, which moves the cursors of the other charts along. */
function setCursor(plot: uPlot, place: { left: number; top: number }, fire: boolean, publish: boolean): void {
  (plot.setCursor as (place: { left: number; top: number }, fire: boolean, publish: boolean) => void)(place, fire, publish);
}

function valuesText(props: ChartProps, index: number | null): string {
  return props.lines.map((line) => `${line.label} ${quantity(index === null ? lastOf(line.values) : nearest(line.values, index), props.unit)}`).join(", ");
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
  // Only the chart that has the keyboard is read out.
  const own = figure.querySelector(".plot");
  if (own && own === document.activeElement) {
    own.setAttribute("aria-valuenow", String(index ?? Math.max(0, props.x.length - 1)));
    own.setAttribute("aria-valuetext", `${at === undefined ? "Latest" : position(at, props.axis)}: ${valuesText(props, index)}`);
  }
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

function lastOf(values: (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) {
      return value;
    }
  }
  return null;
}
