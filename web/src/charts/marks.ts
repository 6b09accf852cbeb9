import type { EventItem } from "../api/types";
import type { ChartMark } from "./chart";

const levels: Record<string, ChartMark["level"]> = {
  oom_host: "critical",
  oom_cgroup: "critical",
  oom_cuda: "critical",
  nan: "critical",
  gpu_lost: "critical",
  gpu_xid: "critical",
  signal: "warning",
  memory_pressure: "warning",
  swap_pressure: "warning",
  disk_nearly_full: "warning",
  clock_step: "warning",
  dropped: "warning",
  stopped: "warning",
  checkpoint_saved: "info",
  resumed_from: "info",
  batch_size_change: "info",
  sampling_start: "info",
  training_end: "info",
};

/** How urgent a type of event is; undefined for those that are only listed. */
export function eventLevel(type: string): ChartMark["level"] | undefined {
  return levels[type];
}

/** Marks of the events that mean something on a chart. */
export function marksOf(events: EventItem[]): ChartMark[] {
  return events.flatMap((event) => {
    const level = levels[event.type];
    return level ? [{ at: event.t, text: event.type.replaceAll("_", " "), level }] : [];
  });
}
