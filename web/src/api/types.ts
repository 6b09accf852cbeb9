/** What the server answers: docs/api.md. Times are seconds since the Unix epoch unless a name ends in _ms; sizes are bytes. */

export type Health = "good" | "warning" | "critical";
export type Severity = "info" | "warning" | "critical";

export interface RunItem {
  id: string;
  name: string;
  command: string[];
  state: "running" | "finished" | "recorder_killed" | "detached";
  started_at: number;
  ended_at: number | null;
  duration_seconds: number;
  last_seen_at: number;
  cause: string | null;
  exit_code: number | null;
  verdict: string | null;
  headline: string | null;
  health: Health | null;
  score: number | null;
  step: number | null;
  total_steps: number | null;
  loss: number | null;
  memory_peak_bytes: number | null;
  memory_total_bytes: number | null;
  tags: string[];
  note: string | null;
  parent_run_id: string | null;
  spark?: { loss: (number | null)[]; memory: (number | null)[] };
}

export interface RunPage {
  runs: RunItem[];
  next: string | null;
  total: number;
}

export interface RunDetail extends RunItem {
  working_directory: string;
  explanation: string | null;
  sample_interval_seconds: number;
  snapshot: Record<string, unknown> | null;
  summary: Record<string, unknown> | null;
}

export interface MetricInfo {
  name: string;
  unit: string;
  kind: "gauge" | "counter";
  description: string;
}

export interface Subject {
  id: number;
  kind: string;
  key: string;
  attributes: Record<string, string>;
  first_seen: number;
  last_seen: number;
  metrics: MetricInfo[];
}

export interface SeriesLine {
  kind: string;
  key: string;
  subject_id: number;
  label: string;
  metric: string;
  unit: string;
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
}

export interface SeriesAnswer {
  from: number;
  to: number;
  step_ms: number;
  /** Start of each bucket, Unix milliseconds. */
  t: number[];
  series: SeriesLine[];
}

export interface EventItem {
  id: number;
  t: number;
  type: string;
  details: Record<string, unknown> | null;
  sample_id: number | null;
}

export interface ServerInfo {
  version: string;
  database: string;
  database_bytes: number;
  role: "viewer" | "operator";
  sign_in_needed: boolean;
  writable: boolean;
  now: number;
}
