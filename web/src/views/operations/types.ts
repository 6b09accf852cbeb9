import { duration } from "../../format/units";
import { words } from "../../format/values";

/** Shapes of /api/v1/operations and its parts: docs/api.md. */

export interface Figures {
  count: number;
  failed: number;
  success_rate: number | null;
  mean_seconds: number | null;
  p50_seconds: number | null;
  p95_seconds: number | null;
  p99_seconds: number | null;
  max_seconds: number | null;
}

export interface Group extends Figures {
  type: string;
  name: string;
}

export interface Report {
  total: Figures;
  operations: Group[];
  score: number | null;
  bottlenecks: { kind: string; text: string }[];
  recommendations: string[];
}

export interface Timeline {
  step_seconds: number;
  t: number[];
  count: number[];
  failed: number[];
  p50_seconds: (number | null)[];
  p95_seconds: (number | null)[];
  p99_seconds: (number | null)[];
  heat: { bounds_seconds: number[]; counts: number[][] };
}

export interface Single {
  metric_type: string;
  operation_name: string;
  start_time: number;
  duration_seconds: number;
  outcome: string;
  error_message: string | null;
  retries: number;
  metadata: Record<string, unknown>;
  trace_id: string | null;
  span_id: string | null;
}

export interface Active {
  metric_type: string;
  operation_name: string;
  start_time: number;
  elapsed_seconds: number;
  span_id: string | null;
}

export interface Objective {
  name: string;
  target: number;
  operations: number;
  bad: number;
  budget_left: number | null;
  firing: boolean;
  burn_rates: { factor: number; long_rate: number | null; short_rate: number | null; firing: boolean }[];
}

/** Durations from nanoseconds to days. */
export function span(seconds: number | null): string {
  if (seconds === null) {
    return "–";
  }
  if (seconds >= 1) {
    return seconds < 60 ? `${seconds.toPrecision(3)} s` : duration(seconds);
  }
  return seconds >= 1e-3 ? `${(seconds * 1e3).toPrecision(3)} ms` : seconds >= 1e-6 ? `${(seconds * 1e6).toPrecision(3)} µs` : `${Math.round(seconds * 1e9)} ns`;
}

/** A type as people read it; the word that the performance document has for downloads is theirs alone. */
export function typeText(word: string): string {
  return words(word === "download_operation" ? "download" : word);
}
