import type { SeriesAnswer, SeriesLine } from "../api/types";
import type { ChartLine } from "./chart";

type Values = (number | null)[];

/** Lines of an answer with this metric. */
export function linesOf(answer: SeriesAnswer | undefined, metric: string): SeriesLine[] {
  return answer?.series.filter((line) => line.metric === metric) ?? [];
}

/** The first value that is known. */
export function firstKnown(values: Values | undefined): number | null {
  return values?.find((value) => value !== null) ?? null;
}

export function lastKnown(values: Values | undefined): number | null {
  return values?.findLast((value) => value !== null) ?? null;
}

export function greatest(values: Values): number {
  return values.reduce<number>((most, value) => (value !== null && value > most ? value : most), 0);
}

export function scaled(values: Values, factor: number): Values {
  return values.map((value) => (value === null ? null : value * factor));
}

export function added(columns: Values[]): Values {
  return (columns[0] ?? []).map((_, i) => {
    let sum: number | null = null;
    for (const column of columns) {
      const value = column[i] ?? null;
      sum = value === null ? sum : (sum ?? 0) + value;
    }
    return sum;
  });
}

/** A line of a chart with its band. */
export function banded(line: SeriesLine, label: string, color: number, factor = 1): ChartLine {
  return factor === 1
    ? { label, color, values: line.mean, minimum: line.min, maximum: line.max }
    : { label, color, values: scaled(line.mean, factor), minimum: scaled(line.min, factor), maximum: scaled(line.max, factor) };
}

const mostStacked = 7;

/** The greatest lines one upon the other, the smaller ones together as one more. */
export function stacked(lines: SeriesLine[], others: (count: number) => string): ChartLine[] {
  const ranked = [...lines].sort((a, b) => greatest(b.mean) - greatest(a.mean));
  const own = ranked.slice(0, ranked.length > mostStacked + 1 ? mostStacked : mostStacked + 1);
  const rest = ranked.slice(own.length);
  const shown: ChartLine[] = own.map((line, i) => ({ label: line.label, color: (i % 8) + 1, values: line.mean, stacked: true }));
  if (rest.length > 0) {
    shown.push({ label: others(rest.length), color: 8, values: added(rest.map((line) => line.mean)), stacked: true });
  }
  return shown;
}
