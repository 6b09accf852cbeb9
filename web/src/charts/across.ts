import type { Axis, ChartLine, ChartMark, ChartProps } from "./chart";
import type { Timebase } from "./timebase";

/** What the charts of a view have in common: the axis, its ends, and what the cursor and dragging do. */
export interface Across {
  axis: Axis;
  timebase: Timebase | null;
  shared: Pick<ChartProps, "axis" | "domain" | "sync" | "joins" | "onZoom" | "onReset" | "onCursor">;
}

interface Columns {
  x: number[];
  lines: ChartLine[];
}

/** Puts columns over instants (seconds) on the axis of the view: over steps, what lies before the first and after the last is left out. */
export function across(view: Across, seconds: number[], lines: ChartLine[]): Columns {
  if (view.axis !== "step" || view.timebase === null) {
    return { x: seconds, lines };
  }
  const x: number[] = [];
  const kept: number[] = [];
  seconds.forEach((time, i) => {
    const step = view.timebase!.stepAt(time);
    if (step !== null) {
      x.push(step);
      kept.push(i);
    }
  });
  const pick = (values: (number | null)[]): (number | null)[] => kept.map((i) => values[i] ?? null);
  return {
    x,
    lines: lines.map((line) => ({
      ...line,
      values: pick(line.values),
      ...(line.minimum && line.maximum ? { minimum: pick(line.minimum), maximum: pick(line.maximum) } : {}),
    })),
  };
}

/** Marks over instants, on the axis of the view. */
export function marksAcross(view: Across, marks: ChartMark[]): ChartMark[] {
  return view.axis !== "step" || view.timebase === null
    ? marks
    : marks.flatMap((mark) => {
        const step = view.timebase!.stepAt(mark.at);
        return step === null ? [] : [{ ...mark, at: step }];
      });
}
