CREATE TABLE AnalysisReport (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL,
  created_at REAL NOT NULL,
  summary JSON NOT NULL,
  recommendations JSON NOT NULL,
  log_errors JSON,
  peak_memory_gb REAL,
  health_score TEXT
);

CREATE TABLE MetricsSample (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL,
  timestamp REAL NOT NULL,
  total_memory_gb REAL,
  used_memory_gb REAL,
  available_memory_gb REAL,
  swap_used_gb REAL,
  main_process_memory_gb REAL,
  worker_memory_gb REAL,
  worker_count INTEGER,
  gpu_memory_used_gb REAL,
  gpu_utilization_percent REAL,
  cpu_utilization_percent REAL
);

CREATE TABLE StepMetric (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  timestamp REAL NOT NULL,
  loss REAL,
  batch_size INTEGER,
  gradient_norm REAL,
  learning_rate REAL,
  step_time_seconds REAL
);

CREATE TABLE TrainingEvent (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL,
  timestamp REAL NOT NULL,
  event_type TEXT NOT NULL,
  details TEXT,
  memory_snapshot_id INTEGER,
  FOREIGN KEY (memory_snapshot_id) REFERENCES MetricsSample(id)
);

CREATE TABLE VigilAlert (
  fingerprint TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  labels TEXT NOT NULL,
  annotations TEXT NOT NULL,
  value REAL,
  unit TEXT,
  run_id TEXT,
  active_at REAL NOT NULL,
  starts_at REAL,
  ends_at REAL,
  last_true_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE VigilAlertGroup (
  receiver TEXT NOT NULL,
  group_key TEXT NOT NULL,
  created_at REAL NOT NULL,
  told_at REAL,
  told TEXT NOT NULL,
  PRIMARY KEY (receiver, group_key)
) WITHOUT ROWID;

CREATE TABLE VigilAlertMemory (
  key TEXT PRIMARY KEY,
  numbers TEXT NOT NULL,
  updated_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE VigilAlertNotification (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  receiver TEXT NOT NULL,
  group_key TEXT NOT NULL,
  group_labels TEXT NOT NULL,
  alerts TEXT NOT NULL,
  created_at REAL NOT NULL,
  due_at REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting',
  finished_at REAL,
  error TEXT
);

CREATE INDEX VigilAlertNotificationWaiting ON VigilAlertNotification (receiver, group_key, id) WHERE state = 'waiting';

CREATE TABLE VigilAlertSilence (
  id TEXT PRIMARY KEY,
  matchers TEXT NOT NULL,
  starts_at REAL NOT NULL,
  ends_at REAL NOT NULL,
  created_by TEXT NOT NULL,
  comment TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE VigilAlertTransition (
  id INTEGER PRIMARY KEY,
  at REAL NOT NULL,
  fingerprint TEXT NOT NULL,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  labels TEXT NOT NULL,
  annotations TEXT NOT NULL,
  value REAL,
  unit TEXT,
  run_id TEXT,
  active_at REAL NOT NULL,
  starts_at REAL,
  ends_at REAL
);

CREATE INDEX VigilAlertTransitionByTime ON VigilAlertTransition (at);

CREATE TABLE VigilAlertTurn (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL,
  until REAL NOT NULL
);

CREATE TABLE VigilLayout (
  id INTEGER PRIMARY KEY,
  subject_kind INTEGER NOT NULL,
  metrics TEXT NOT NULL,
  UNIQUE (subject_kind, metrics)
);

CREATE TABLE VigilMetric (
  name TEXT PRIMARY KEY,
  subject_kind INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  unit TEXT NOT NULL,
  scale REAL NOT NULL,
  source TEXT NOT NULL,
  description TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE VigilOperationActive (
  sink INTEGER NOT NULL,
  run_number INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  start_ns INTEGER NOT NULL,
  trace_id BLOB NOT NULL,
  span_id INTEGER NOT NULL,
  parent_span_id INTEGER NOT NULL
);

CREATE TABLE VigilOperationBlock (
  id INTEGER PRIMARY KEY,
  run_number INTEGER NOT NULL,
  sealed INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  first_start_ns INTEGER NOT NULL,
  last_start_ns INTEGER NOT NULL,
  most_ns INTEGER NOT NULL,
  data BLOB NOT NULL,
  details BLOB NOT NULL
);

CREATE INDEX VigilOperationBlockByTime ON VigilOperationBlock (last_start_ns, first_start_ns, most_ns, failed, run_number);

CREATE TABLE VigilOperationBlockKey (
  key_id INTEGER NOT NULL,
  block_id INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  most_ns INTEGER NOT NULL,
  PRIMARY KEY (key_id, block_id)
) WITHOUT ROWID;

CREATE TABLE VigilOperationKey (
  id INTEGER PRIMARY KEY,
  run_number INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (run_number, type, name)
);

CREATE TABLE VigilOperationTally (
  key_id INTEGER NOT NULL,
  level INTEGER NOT NULL,
  start INTEGER NOT NULL,
  count INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  retries INTEGER NOT NULL,
  total_ns REAL NOT NULL,
  least_ns INTEGER NOT NULL,
  most_ns INTEGER NOT NULL,
  durations BLOB NOT NULL,
  PRIMARY KEY (key_id, level, start)
) WITHOUT ROWID;

CREATE TABLE VigilOutput (
  id INTEGER PRIMARY KEY,
  run_number INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  first_offset INTEGER NOT NULL,
  byte_count INTEGER NOT NULL,
  sealed INTEGER NOT NULL,
  encoding INTEGER NOT NULL,
  lines BLOB NOT NULL,
  data BLOB NOT NULL
);

CREATE INDEX VigilOutputByRun ON VigilOutput (run_number);

CREATE TABLE VigilRollup (
  id INTEGER PRIMARY KEY,
  subject_id INTEGER NOT NULL,
  step_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  data BLOB NOT NULL
);

CREATE UNIQUE INDEX VigilRollupBySubject ON VigilRollup (subject_id, step_ms, start_ms);

CREATE TABLE VigilRollupSpan (
  run_number INTEGER NOT NULL,
  step_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  PRIMARY KEY (run_number, step_ms, start_ms)
) WITHOUT ROWID;

CREATE TABLE VigilRun (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  command TEXT NOT NULL,
  working_directory TEXT NOT NULL,
  started_at REAL NOT NULL,
  sample_interval_seconds REAL NOT NULL,
  parent_run_id TEXT,
  snapshot TEXT,
  recorder_host TEXT NOT NULL,
  recorder_boot_id TEXT NOT NULL,
  recorder_pid INTEGER NOT NULL,
  recorder_start_ticks INTEGER NOT NULL,
  state TEXT NOT NULL,
  last_seen_at REAL NOT NULL,
  ended_at REAL,
  exit_code INTEGER,
  signal INTEGER,
  cause TEXT,
  explanation TEXT,
  summary TEXT,
  steps_thinned INTEGER NOT NULL DEFAULT 0,
  first_sample_id INTEGER NOT NULL,
  first_event_id INTEGER NOT NULL,
  first_step_id INTEGER NOT NULL,
  last_sample_id INTEGER,
  last_event_id INTEGER,
  last_step_id INTEGER
, kind TEXT NOT NULL DEFAULT 'run', note TEXT, report_id INTEGER, samples_from_ms INTEGER, minutes_from_ms INTEGER);

CREATE INDEX VigilRunByStart ON VigilRun (started_at);

CREATE TABLE VigilRunTag (
  run_number INTEGER NOT NULL,
  tag TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (run_number, tag)
) WITHOUT ROWID;

CREATE TABLE VigilSampleBlock (
  id INTEGER PRIMARY KEY,
  run_number INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  min_time_ms INTEGER NOT NULL,
  max_time_ms INTEGER NOT NULL,
  times BLOB NOT NULL
);

CREATE INDEX VigilSampleBlockByRun ON VigilSampleBlock (run_number, min_time_ms, max_time_ms);

CREATE TABLE VigilSampleChunk (
  id INTEGER PRIMARY KEY,
  subject_id INTEGER NOT NULL,
  block_id INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  data BLOB NOT NULL
, lengths BLOB);

CREATE INDEX VigilSampleChunkBySubject ON VigilSampleChunk (subject_id, block_id);

CREATE TABLE VigilSampleTail (
  id INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  data BLOB NOT NULL
);

CREATE TABLE VigilSchema (version INTEGER NOT NULL);

CREATE TABLE VigilStepName (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE VigilStepValue (
  step_metric_id INTEGER NOT NULL,
  name_id INTEGER NOT NULL,
  value REAL,
  PRIMARY KEY (step_metric_id, name_id)
) WITHOUT ROWID;

CREATE TABLE VigilSubject (
  id INTEGER PRIMARY KEY,
  layout_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  attributes TEXT NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL
);
