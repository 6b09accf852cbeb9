/** What the server answers: docs/api.md. Times are seconds since the Unix epoch unless a name ends in _ms; sizes are bytes. */

export type Health = "good" | "warning" | "critical";
export type Severity = "info" | "warning" | "critical";

export interface RunItem {
  id: string;
  kind: "run" | "monitor" | "service";
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

export interface EvidenceItem {
  kind: string;
  text: string;
  subject: string | null;
  from: number | null;
  to: number | null;
  value: number | null;
  threshold: number | null;
  unit: string | null;
  count: number | null;
}

export interface Certificate {
  verdict: string;
  is_failure: boolean;
  headline: string;
  confidence: number | null;
  at: number | null;
  step: number | null;
  for: EvidenceItem[];
  against: EvidenceItem[];
}

export interface Effect {
  quantity: string;
  unit: string;
  low: number | null;
  expected: number | null;
  high: number | null;
  basis: string;
  is_measured: boolean;
}

export interface Recommendation {
  /** Number of the one that serves the same end and comes first. */
  alternative_to: number | null;
  severity: Severity;
  title: string;
  action: string;
  impact: string;
  config_path: string | null;
  current_value: unknown;
  recommended_value: unknown;
  number: number;
  setting: string | null;
  config_file: string | null;
  effect: Effect | null;
  confidence: number | null;
  rule: string | null;
  evidence: EvidenceItem[];
}

export interface Finding {
  rule: string;
  severity: Severity;
  title: string;
  explanation: string;
  confidence: number | null;
  evidence: EvidenceItem[];
}

export interface LogError {
  timestamp: number | null;
  level: string;
  message: string;
  class: string;
  is_primary: boolean;
  line: number;
  count: number;
  step: number | null;
  rank: number | null;
  stack: string[];
}

export interface Analysis {
  summary: { health_score: Health | null; confidence: number | null; steps_completed: number };
  certificate: Certificate;
  recommendations: Recommendation[];
  findings: Finding[];
  log_errors: LogError[];
  rules: { id: string; name: string; state: string; reason: string | null }[];
  faults: string[];
}

export interface Column {
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
}

export interface StepsAnswer {
  step: number[];
  /** Seconds since the epoch. */
  t: number[];
  columns: Record<string, Column>;
  total: number;
}

export interface EventPage {
  events: EventItem[];
  next: number | null;
}

export interface ProcessItem {
  /** Of its series. */
  key: string;
  pid: number;
  parent_pid: number | null;
  name: string;
  role: string;
  command_line: string | null;
  first_seen: number;
  last_seen: number;
  exit_code: number | null;
  signal: number | null;
  memory_peak_bytes: number | null;
  cpu_seconds: number | null;
  read_bytes: number | null;
  written_bytes: number | null;
}

export interface LogLine {
  line: number;
  t: number | null;
  stream: string;
  text: string;
  finding: string | null;
}

export interface LogPage {
  lines: LogLine[];
  first_line: number | null;
  last_line: number | null;
  total_lines: number;
  more_before: boolean;
  more_after: boolean;
}

export interface AppliedChange {
  number: number;
  file: string;
  path: string;
  old: unknown;
  new: unknown;
}

export interface ApplyAnswer {
  changes: AppliedChange[];
  diff: string;
  command: string | null;
  written: boolean;
}

export interface SettingDifference {
  source: string;
  path: string;
  setting: string | null;
  first: unknown;
  second: unknown;
}

export interface QuantityDifference {
  name: string;
  unit: string;
  first: number | null;
  second: number | null;
  difference: number | null;
  relative: number | null;
  low: number | null;
  high: number | null;
  p_value: number | null;
  significant: boolean;
  count: number;
}

export interface Comparison {
  settings: SettingDifference[];
  quantities: QuantityDifference[];
}
