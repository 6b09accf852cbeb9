import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { address } from "../../api/client";
import type { SeriesAnswer, Subject } from "../../api/types";
import { useGet } from "../../api/use";
import type { Across } from "../../charts/across";
import type { ChartLine } from "../../charts/chart";
import { OverTime } from "../../charts/over-time";

const points = 400;
const mostLines = 8;
const percentiles = ["p50", "p95", "p99"];
const none: never[] = [];

/** The series of one instrument, which differ by their attributes. */
export interface Instrument {
  name: string;
  subjects: Subject[];
}

/** The instruments of a record by name. */
export function instrumentsOf(subjects: Subject[]): Instrument[] {
  const byName = new Map<string, Subject[]>();
  for (const subject of subjects) {
    if (subject.kind === "instrument") {
      const name = subject.attributes["metric"] ?? subject.key;
      byName.set(name, [...(byName.get(name) ?? []), subject]);
    }
  }
  return [...byName].map(([name, of]) => ({ name, subjects: of })).sort((a, b) => a.name.localeCompare(b.name));
}

/** One instrument over time: what it says; of histograms percentiles, of several series the 95th of each. */
export function InstrumentChart({ id, instrument, view, turn }: { id: string; instrument: Instrument; view: Across; turn: number }): JSX.Element {
  const shown = instrument.subjects.slice(0, mostLines);
  const metrics = metricsOf(shown);
  const series = shown.flatMap((subject) => metrics.map((metric) => `instrument:${subject.key}:${metric}`)).join(",");
  const [from, to] = view.shared.domain ?? [undefined, undefined];
  const { data } = useGet<SeriesAnswer>(address(`/api/v1/runs/${encodeURIComponent(id)}/series`, { series, points, bands: false, from, to }), turn);
  const seconds = useMemo(() => (data?.t ?? []).map((t) => t / 1000), [data]);
  const lines = useMemo<ChartLine[]>(
    () => (data?.series ?? []).map((line, i) => ({ label: shown.length === 1 ? (metrics.length === 1 ? "value" : line.metric.replace("quantile.", "quantile ")) : attributesOf(line.key), color: (i % mostLines) + 1, values: line.mean })),
    [data],
  );
  const left = instrument.subjects.length - shown.length;
  const title = `${instrument.name}${shown.length > 1 && metrics[0] === "p95" ? ", 95th percentile" : ""}${left > 0 ? `, ${shown.length} of ${instrument.subjects.length} series` : ""}`;
  return <OverTime title={title} unit={data?.series[0]?.unit ?? ""} lines={lines} seconds={seconds} marks={none} view={view} />;
}

function metricsOf(subjects: Subject[]): string[] {
  const names = subjects[0]?.metrics.map((metric) => metric.name) ?? [];
  const quantiles = names.filter((name) => name.startsWith("quantile."));
  const wanted = names.includes("p95") ? percentiles : quantiles.length > 0 ? quantiles : [names.includes("value") ? "value" : "count"];
  return subjects.length === 1 ? wanted : [wanted.includes("p95") ? "p95" : wanted.at(-1)!];
}

/** Of a key its attributes: name{attribute=value;…}. */
function attributesOf(key: string): string {
  const start = key.indexOf("{");
  return start < 0 ? key : decodeURIComponent(key.slice(start + 1).replace(/\}(#\d+)?$/, "$1")).replaceAll(";", ", ");
}
