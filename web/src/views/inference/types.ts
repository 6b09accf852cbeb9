/** Shapes of /api/v1/inference: docs/api.md. */

type Column = (number | null)[];

export interface Durations {
  mean_seconds: number;
  p50_seconds: number | null;
  p95_seconds: number | null;
  p99_seconds: number | null;
}

export interface Figures {
  requests: number | null;
  failed: number;
  requests_per_second: number | null;
  output_tokens_per_second: number | null;
  latency: Durations | null;
  time_to_first_token: Durations | null;
  time_per_output_token: Durations | null;
  queue: Durations | null;
  batch_size: number | null;
  running: number | null;
  waiting: number | null;
  kv_cache_usage: number | null;
}

export interface Line extends Figures {
  name: string;
  engine: string | null;
  model: string | null;
  device: string | null;
}

export interface Target {
  name: string;
  host: string;
  state: string;
  engine: string | null;
  reason: string | null;
  since: number;
  seconds: number;
  samples: number;
  left_out: number;
}

export interface Timeline {
  t: number[];
  requests_per_second: Column;
  failed_per_second: Column;
  input_tokens_per_second: Column;
  output_tokens_per_second: Column;
  latency_p50_seconds: Column;
  latency_p95_seconds: Column;
  latency_p99_seconds: Column;
  time_to_first_token_p50_seconds: Column;
  time_to_first_token_p95_seconds: Column;
  time_per_output_token_p50_seconds: Column;
  time_per_output_token_p95_seconds: Column;
  running: Column;
  waiting: Column;
  kv_cache_usage: Column;
}

export interface Inference {
  from: number;
  to: number;
  total: Figures;
  lines: Line[];
  timeline: Timeline;
  targets: Target[];
}
