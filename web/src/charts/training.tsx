import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Column, StepsAnswer } from "../api/types";
import { title } from "../format/values";
import type { Across } from "./across";
import { Chart, type ChartLine, type ChartMark } from "./chart";
import { marksAcross } from "./across";

const losses = [
  ["loss", "loss", 1],
  ["generator_loss", "generator", 2],
  ["discriminator_loss", "discriminator", 3],
] as const;

/** Columns with a chart of their own; any other number that the program reported gets one too. */
const placed = new Set(["loss", "generator_loss", "discriminator_loss", "learning_rate", "gradient_norm", "step_seconds", "data_seconds", "batch_seconds", "batch_size", "epoch", "samples_per_second", "tokens_per_second"]);
const mostOthers = 6;

interface Props {
  steps: StepsAnswer | undefined;
  view: Across;
  marks: ChartMark[];
  logarithmic: boolean;
}

/** Loss, learning rate, gradient norm, where the time of a step goes, and whatever else the program reported. */
export function TrainingCharts({ steps, view, marks, logarithmic }: Props): JSX.Element {
  const charts = useMemo(() => build(steps), [steps]);
  const marked = useMemo(() => marksAcross(view, marks), [view.axis, view.timebase, marks]);
  const x = steps ? (view.axis === "step" ? steps.step : steps.t) : [];
  return (
    <>
      {charts.map((chart) => (
        <Chart key={chart.title} title={chart.title} unit={chart.unit} x={x} lines={chart.lines} marks={marked} range={chart.fromZero ? [0, null] : [null, null]} logarithmic={logarithmic && chart.title === "Loss"} {...view.shared} />
      ))}
    </>
  );
}

interface Built {
  title: string;
  unit: string;
  lines: ChartLine[];
  fromZero?: boolean;
}

function build(steps: StepsAnswer | undefined): Built[] {
  const columns = steps?.columns ?? {};
  const line = (column: Column | undefined, label: string, color: number): ChartLine[] => (column ? [{ label, color, values: column.mean, minimum: column.min, maximum: column.max }] : []);
  const charts: Built[] = [
    { title: "Loss", unit: "1", lines: losses.flatMap(([name, label, color]) => line(columns[name], label, color)) },
    { title: "Learning rate", unit: "1", lines: line(columns["learning_rate"], "learning rate", 2), fromZero: true },
    { title: "Gradient norm", unit: "1", lines: line(columns["gradient_norm"], "gradient norm", 4), fromZero: true },
    { title: "Step time", unit: "s", lines: stepTime(columns), fromZero: true },
    { title: "Throughput", unit: "1/s", lines: [...line(columns["samples_per_second"], "samples", 2), ...line(columns["tokens_per_second"], "tokens", 3)], fromZero: true },
    { title: "Batch size", unit: "1", lines: changes(columns["batch_size"]) ? line(columns["batch_size"], "batch size", 6) : [], fromZero: true },
    ...Object.entries(columns)
      .filter(([name]) => !placed.has(name))
      .slice(0, mostOthers)
      .map(([name, column], i): Built => ({ title: title(name), unit: "1", lines: line(column, name, (i % 8) + 1) })),
  ];
  return charts.filter((chart) => chart.lines.length > 0);
}

/** Waiting for data below, the rest of the step upon it; the whole alone where the program does not tell them apart. */
function stepTime(columns: Record<string, Column>): ChartLine[] {
  const whole = columns["step_seconds"];
  const data = columns["data_seconds"];
  if (!whole || !data) {
    return whole ? [{ label: "step", color: 1, values: whole.mean, minimum: whole.min, maximum: whole.max }] : [];
  }
  const rest = whole.mean.map((value, i) => {
    const waited = data.mean[i] ?? null;
    return value === null || waited === null ? value : Math.max(0, value - waited);
  });
  return [
    { label: "waiting for data", color: 3, values: data.mean, stacked: true },
    { label: "computing", color: 1, values: rest, stacked: true },
  ];
}

function changes(column: Column | undefined): boolean {
  const known = column?.mean.filter((value) => value !== null) ?? [];
  return known.some((value) => value !== known[0]);
}
