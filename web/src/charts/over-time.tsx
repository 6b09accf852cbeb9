import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { across, marksAcross, type Across } from "./across";
import { Chart, type ChartLine, type ChartMark, type ChartProps } from "./chart";

interface Props extends Omit<ChartProps, "x" | "lines" | "marks" | "axis" | "domain" | "sync" | "joins" | "onZoom" | "onReset" | "onCursor"> {
  view: Across;
  /** Seconds since the epoch. */
  seconds: number[];
  lines: ChartLine[];
  /** At seconds since the epoch. */
  marks?: ChartMark[];
}

/** A chart of what was read over time, on whichever axis the view has. */
export function OverTime({ view, seconds, lines, marks, ...rest }: Props): JSX.Element {
  const { axis, timebase } = view;
  const columns = useMemo(() => across(view, seconds, lines), [axis, timebase, seconds, lines]);
  const placed = useMemo(() => marksAcross(view, marks ?? []), [axis, timebase, marks]);
  return <Chart {...rest} {...view.shared} x={columns.x} lines={columns.lines} marks={placed} />;
}
