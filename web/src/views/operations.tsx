import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { address } from "../api/client";
import { useGet, useReady, useTurn } from "../api/use";
import { Chart } from "../charts/chart";
import { count, percent } from "../format/units";
import { Empty } from "../parts/empty";
import { Panel } from "../parts/panel";
import { useLocation } from "../router";
import { HeatMap } from "./operations/heat-map";
import "./operations/operations.css";
import { ActiveTable, GroupsTable, ObjectivesTable, SinglesTable } from "./operations/tables";
import { span, typeText, type Active, type Objective, type Report, type Single, type Timeline } from "./operations/types";

const windows = [1, 6, 24, 168, 720];

/** The window moves on by so much at a time, so that answers stay the same in between. */
const stepSeconds = 10;

/** What has a start, an end and an outcome: downloads, checks, requests, spans that other programs report. */
export default function OperationsView(): JSX.Element {
  const { query, setQuery } = useLocation();
  const [picked, setPicked] = useState<{ from: number; to: number; least: number }>();
  const turn = useTurn("operations", undefined, true);
  const hours = Number(query.get("hours")) || 24;
  const type = query.get("type");
  const name = query.get("name");
  const run = query.get("run");
  const list = query.get("list") ?? "slow";
  const to = useMemo(() => Math.ceil(Date.now() / 1000 / stepSeconds) * stepSeconds, [turn, hours, type, name, run]);
  const from = to - hours * 3600;
  const window = { from, to, type, name, run };
  const reportAnswer = useGet<Report>(address("/api/v1/operations", window));
  const timelineAnswer = useGet<Timeline>(address("/api/v1/operations/timeline", window));
  const singlesAnswer = useGet<{ operations: Single[] }>(
    address("/api/v1/operations/list", picked ? { ...window, from: picked.from, to: picked.to, min_seconds: picked.least, order: "slowest" } : { ...window, ...(list === "failed" ? { outcome: "failed" } : { order: "slowest" }), limit: 50 }),
  );
  const activeAnswer = useGet<{ active_operations: Active[] }>("/api/v1/performance/operations/active", turn);
  const { data: objectives } = useGet<{ objectives: Objective[] }>("/api/v1/operations/objectives", Math.floor(turn / 10));
  const ready = useReady([reportAnswer, timelineAnswer, singlesAnswer, activeAnswer]);
  const { data: report, problem } = reportAnswer;
  const [timeline, singles, active] = [timelineAnswer.data, singlesAnswer.data, activeAnswer.data];
  const charted = useMemo(() => {
    const perSecond = timeline?.count.map((value) => value / timeline.step_seconds) ?? [];
    const failing = timeline?.failed.map((value) => value / timeline.step_seconds) ?? [];
    return {
      rate: [
        { label: "all", values: perSecond, color: 1 },
        { label: "failed", values: failing, color: 5 },
      ],
      durations: [
        { label: "P50", values: timeline?.p50_seconds ?? [], color: 2 },
        { label: "P95", values: timeline?.p95_seconds ?? [], color: 3 },
        { label: "P99", values: timeline?.p99_seconds ?? [], color: 5 },
      ],
    };
  }, [timeline]);
  const total = report?.total;
  return (
    <main class="view operations" id="content">
      <div class="row">
        <h1 class="grow">Operations</h1>
        {run && (
          <button type="button" onClick={() => setQuery({ run: null })}>
            of record {run}: show all
          </button>
        )}
        {type && (
          <button type="button" onClick={() => setQuery({ type: null, name: null })}>
            {typeText(type)} {name}: show all
          </button>
        )}
        <select aria-label="Window" value={hours} onChange={(event) => (setPicked(undefined), setQuery({ hours: event.currentTarget.value }))}>
          {windows.map((one) => (
            <option key={one} value={one}>
              {one < 48 ? `Last ${one} h` : `Last ${one / 24} d`}
            </option>
          ))}
        </select>
      </div>
      {!ready && <div class="waiting" aria-busy="true" />}
      {problem && !report && <p class="notice critical">{problem.message}</p>}
      {ready && active && active.active_operations.length > 0 && <ActiveTable active={active.active_operations} />}
      {ready && total?.count === 0 && (
        <section class="panel">
          <Empty title="No operations within that time">
            Downloads, checks and requests are listed here as programs report them: by OpenTelemetry, or from .NET with Vigil.Operations.
          </Empty>
        </section>
      )}
      {ready && total && total.count > 0 && (
        <>
          <p>
            {count(total.count)} operations, {percent(total.success_rate === null ? null : 100 * total.success_rate)} succeeded, 95 % within {span(total.p95_seconds)}
            {report.score !== null && `; score ${Math.round(report.score)} of 100`}.
          </p>
          {report.bottlenecks.map((one) => (
            <p key={one.text} class="notice warning">
              {one.text}
            </p>
          ))}
          {timeline && timeline.t.length > 0 && (
            <>
              <Panel title="Durations">
                <HeatMap timeline={timeline} domain={[from, to]} onPick={(start, end, least) => setPicked({ from: start, to: end, least })} />
              </Panel>
              <Chart title="Percentiles" unit="s" x={timeline.t} lines={charted.durations} domain={[from, to]} sync="operations" logarithmic />
              <Chart title="Rate" unit="1/s" x={timeline.t} lines={charted.rate} domain={[from, to]} sync="operations" range={[0, null]} />
            </>
          )}
          <GroupsTable groups={report.operations} onPick={(group) => setQuery({ type: group.type, name: group.name })} />
          {report.recommendations.length > 0 && (
            <Panel title="What to do">
              <ul>
                {report.recommendations.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </Panel>
          )}
          <div class="row">
            <select aria-label="Which operations" value={list} onChange={(event) => (setPicked(undefined), setQuery({ list: event.currentTarget.value }))}>
              <option value="slow">The slowest</option>
              <option value="failed">Those that failed</option>
            </select>
            {picked && (
              <button type="button" onClick={() => setPicked(undefined)}>
                Whole window
              </button>
            )}
          </div>
          {singles && <SinglesTable title={picked ? "Operations of that cell" : list === "failed" ? "Failed" : "Slowest"} singles={singles.operations} />}
        </>
      )}
      {ready && objectives && objectives.objectives.length > 0 && <ObjectivesTable objectives={objectives.objectives} />}
    </main>
  );
}
