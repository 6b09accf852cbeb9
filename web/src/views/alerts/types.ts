/** An alert as the server answers it. */
export interface AlertItem {
  fingerprint: string;
  rule: string;
  severity: "info" | "warning" | "critical";
  state: "pending" | "firing" | "resolved";
  labels: Record<string, string>;
  annotations: Record<string, string>;
  value: number | null;
  unit: string | null;
  run_id: string | null;
  active_at: number;
  starts_at: number | null;
  ends_at: number | null;
  silenced_by?: string[];
  inhibited_by?: string[];
}

export interface Transition {
  id: number;
  at: number;
  alert: AlertItem;
}

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface Silence {
  id: string;
  state: "active" | "pending" | "expired";
  matchers: Matcher[];
  starts_at: number;
  ends_at: number;
  created_by: string;
  comment: string;
}

export interface Rule {
  name: string;
  title: string;
  severity: string;
  asks: string;
  for_seconds: number;
  built_in: boolean;
}

export interface Receiver {
  name: string;
  kind: string;
  severity: string;
  sent: number;
  waiting: number;
  failed: number;
  last_error: string | null;
}

export interface RulesAnswer {
  rules: Rule[];
  receivers: Receiver[];
  evaluation: { enabled: boolean; last_at: number | null; last_error: string | null };
}

/** The class of a badge. */
export function levelOf(alert: AlertItem): string {
  return alert.state === "resolved" ? "good" : alert.severity === "info" ? "" : alert.severity;
}
