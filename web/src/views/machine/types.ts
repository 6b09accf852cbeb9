import type { Finding } from "../../api/types";

/** What /api/v1/machine and /api/v1/monitoring answer: docs/api.md. */

type Known = number | null;

export interface Monitoring {
  state: "off" | "recording" | "elsewhere";
  monitoring: boolean;
  wanted: boolean;
  host: string;
  run_id: string | null;
  since: Known;
  interval_seconds: Known;
  recorder_pid: Known;
  history_from: Known;
  records: number;
}

export interface Gpu {
  key: string;
  index: string | null;
  model: string | null;
  utilization_percent: Known;
  memory_used_bytes: Known;
  memory_total_bytes: Known;
  temperature_celsius: Known;
  power_watts: Known;
  power_limit_watts: Known;
}

export interface Machine {
  host: string;
  at: Known;
  run_id: string | null;
  source: "monitor" | "run" | null;
  live: boolean;
  interval_seconds: Known;
  facts: { cpu?: string; distribution?: string; kernel?: string; container?: string } | null;
  cpu: { utilization_percent: Known; iowait_percent: Known; steal_percent: Known; logical_cores: Known; load: Known[]; cores: { name: string; utilization_percent: Known }[] } | null;
  memory: { used_bytes: Known; total_bytes: Known; available_bytes: Known; cached_bytes: Known; of: "machine" | "container" } | null;
  swap: { used_bytes: Known; total_bytes: Known } | null;
  pressure: { cpu_some_percent: Known; memory_some_percent: Known; memory_full_percent: Known; io_some_percent: Known; io_full_percent: Known } | null;
  gpus: Gpu[];
  disks: { name: string; read_bytes_per_second: Known; written_bytes_per_second: Known; busy_percent: Known }[];
  file_systems: { path: string; free_bytes: Known; total_bytes: Known }[];
  networks: { name: string; received_bytes_per_second: Known; sent_bytes_per_second: Known }[];
}

export interface MachineProcess {
  pid: number;
  name: string | null;
  command_line: string | null;
  cpu_percent: Known;
  memory_bytes: Known;
  gpu_memory_bytes: Known;
  read_bytes_per_second: Known;
  written_bytes_per_second: Known;
  threads: Known;
}

export interface MachineFindings {
  run_id: string | null;
  findings: Finding[];
  rules: { id: string; name: string; state: string; reason: string | null }[];
}
