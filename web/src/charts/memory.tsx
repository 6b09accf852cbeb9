import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { SeriesAnswer, SeriesLine } from "../api/types";
import { bytes, percent } from "../format/units";
import type { Across } from "./across";
import type { ChartLine, ChartMark, ChartThreshold } from "./chart";
import { OverTime } from "./over-time";
import { banded, firstKnown, greatest, linesOf, stacked } from "./series";

/** The series of the processes that are stacked, of which no band is drawn. */
export const stackSeries = "process:*:process.memory.usage,process:*:process.memory.proportional";

/** The other series that the memory timeline is made of. */
export const levelSeries = [
  "system::system.memory.usage.used",
  "system::system.memory.limit",
  "system::system.paging.usage",
  "cgroup:*:container.memory.working_set",
  "cgroup:*:container.memory.limit",
].join(",");

/** All of them, for one request. */
export const memorySeries = `${stackSeries},${levelSeries}`;

const thresholdShares = [
  { share: 0.85, level: "warning" },
  { share: 0.95, level: "critical" },
] as const;

/** Thresholds are drawn once memory comes this near; below, they would press the lines flat. */
const shownFromShare = 0.5;

interface Props {
  /** Where the processes come in an answer of their own. */
  stack?: SeriesAnswer | undefined;
  answer: SeriesAnswer | undefined;
  view: Across;
  marks: ChartMark[];
  seconds: number[];
}

/** Memory over time: the processes one upon the other, what is in use of the machine or container, and where it gets tight. */
export function MemoryChart({ answer, stack = answer, view, marks, seconds }: Props): JSX.Element {
  const { lines, thresholds, note } = useMemo(() => timeline(stack, answer), [stack, answer]);
  return <OverTime title="Memory" unit="By" view={view} seconds={seconds} lines={lines} thresholds={thresholds} marks={marks} range={[0, null]} height={240} note={note} />;
}

function timeline(stack: SeriesAnswer | undefined, answer: SeriesAnswer | undefined): { lines: ChartLine[]; thresholds: ChartThreshold[]; note: string | undefined } {
  const proportional = new Map(linesOf(stack, "process.memory.proportional").filter((line) => firstKnown(line.mean) !== null).map((line) => [line.subject_id, line]));
  const resident = linesOf(stack, "process.memory.usage");
  const lines: ChartLine[] = stacked(resident.map((line) => filled(proportional.get(line.subject_id), line)), (count) => `${count} others`);
  const machineLimit = firstKnown(linesOf(answer, "system.memory.limit")[0]?.mean);
  const groupLimit = firstKnown(linesOf(answer, "container.memory.limit")[0]?.mean);
  const group = groupLimit !== null && (machineLimit === null || groupLimit < machineLimit) ? linesOf(answer, "container.memory.working_set")[0] : undefined;
  const used = group ?? linesOf(answer, "system.memory.usage.used")[0];
  const limit = group ? groupLimit : machineLimit;
  if (used) {
    lines.push(banded(used, group ? "container, in use" : "machine, in use", 7));
  }
  const swap = linesOf(answer, "system.paging.usage")[0];
  if (swap && greatest(swap.max) > 0) {
    lines.push(banded(swap, "swap, in use", 5));
  }
  const most = used ? greatest(used.max) : 0;
  const near = limit !== null && most >= limit * shownFromShare;
  return {
    lines,
    thresholds: near ? [...thresholdShares.map(({ share, level }) => ({ value: limit * share, level, text: `${percent(share * 100)} of ${bytes(limit)}` }))] : [],
    note: limit === null ? undefined : `at most ${percent((most / limit) * 100)} of ${bytes(limit)}${group ? " (container)" : ""} in use; ${proportional.size > 0 ? "shared pages divided among the processes" : "shared pages count in each process"}`,
  };
}

/** The share of a process where it was read, its resident memory where it was not (yet). */
function filled(share: SeriesLine | undefined, resident: SeriesLine): SeriesLine {
  return share === undefined ? resident : { ...share, mean: share.mean.map((value, i) => value ?? resident.mean[i] ?? null) };
}
