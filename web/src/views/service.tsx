import type { JSX } from "preact";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import type { EventPage, RunDetail, Subject } from "../api/types";
import { useGet } from "../api/use";
import type { Across } from "../charts/across";
import { Cursor } from "../charts/cursor";
import { ZoomButtons } from "../charts/zoom";
import { ago, exact } from "../format/time";
import { duration } from "../format/units";
import { settingValue } from "../format/values";
import { Panel } from "../parts/panel";
import { useLocation } from "../router";
import { LogPanel } from "./run/log";
import { EventsPanel, Facts } from "./run/tables";
import { ServiceBadge } from "./services";
import { InstrumentChart, instrumentsOf } from "./services/instruments";
import { useEvery } from "./services/use-every";

const mostCharts = 24;
const none: never[] = [];

/** One program that reports: its instruments, its log, what it says it is. */
export default function ServiceView(): JSX.Element {
  const { path } = useLocation();
  const id = decodeURIComponent(path.split("/")[2] ?? "");
  return <OneService key={id} id={id} />;
}

function OneService({ id }: { id: string }): JSX.Element {
  const { query, setQuery } = useLocation();
  const base = `/api/v1/runs/${encodeURIComponent(id)}`;
  const ask = useEvery(true);
  const { data: service, problem } = useGet<RunDetail>(base, ask);
  const turn = service && service.state !== "running" ? 0 : ask;
  const { data: answer } = useGet<{ subjects: Subject[] }>(`${base}/subjects`, turn);
  const { data: eventPage } = useGet<EventPage>(`${base}/events?limit=1000`, turn);
  useEffect(() => {
    document.title = service ? `${service.name} · Vigil` : "Vigil";
  }, [service?.name]);
  const find = query.get("instrument") ?? "";
  const instruments = useMemo(() => instrumentsOf(answer?.subjects ?? none), [answer]);
  const found = instruments.filter((instrument) => instrument.name.toLowerCase().includes(find.toLowerCase()));
  const cursor = useMemo(() => new Cursor(), []);
  const show = useCallback((from: number, to: number) => setQuery({ from: from.toFixed(3), to: to.toFixed(3) }, true), [setQuery]);
  const reset = useCallback(() => setQuery({ from: null, to: null }, true), [setQuery]);
  const zoom: [number, number] | null = query.has("from") && query.has("to") ? [Number(query.get("from")), Number(query.get("to"))] : null;
  const whole = wholeOf(service, answer?.subjects ?? none);
  const [from, to] = zoom ?? whole;
  const view = useMemo<Across>(
    () => ({ axis: "time", timebase: null, shared: { axis: "time", sync: `service-${id}`, domain: [from, to], onZoom: show, onReset: reset, onCursor: (x) => cursor.move(x) } }),
    [id, from, to, show, reset, cursor],
  );
  if (problem && !service) {
    return (
      <main class="view" id="content">
        <h1>Service {id}</h1>
        <p class="notice critical">{problem.message}</p>
      </main>
    );
  }

  const resource = Object.entries((service?.snapshot?.["resource"] ?? {}) as Record<string, unknown>);
  return (
    <main class="view" id="content">
      <header class="row run-head">
        <h1>{service?.name ?? " "}</h1>
        {service && <ServiceBadge reports={service.state === "running"} />}
        <span class="mono muted">{service?.id}</span>
        <span class="grow" />
        {service && (
          <span class="muted" title={exact(service.started_at)}>
            since {ago(service.started_at)}, for {duration(whole[1] - whole[0])}
          </span>
        )}
        <a class="button" href={`/operations?run=${encodeURIComponent(id)}`}>
          Operations
        </a>
      </header>
      <Panel
        title="Instruments"
        actions={
          <>
            <input type="search" placeholder="Name" aria-label="Search instruments" value={find} onInput={(event) => setQuery({ instrument: event.currentTarget.value || null })} />
            <ZoomButtons whole={whole} zoom={zoom} onZoom={show} onReset={reset} />
          </>
        }
      >
        <div class="charts">
          {service &&
            found.slice(0, mostCharts).map((instrument) => <InstrumentChart key={instrument.name} id={id} instrument={instrument} view={view} turn={turn} />)}
        </div>
        {answer && found.length === 0 && <p class="muted">{instruments.length === 0 ? "This service has told of no instrument." : "No instrument has such a name."}</p>}
        {found.length > mostCharts && <p class="muted">The first {mostCharts} of {found.length} instruments: search for others.</p>}
      </Panel>
      <LogPanel run={id} cursor={cursor} turn={turn} errors={none} search={query.get("find") ?? ""} onSearch={(text) => setQuery({ find: text || null })} />
      <EventsPanel events={eventPage?.events ?? none} start={whole[0]} onShow={show} />
      <Panel title="Resource">
        <Facts rows={resource.map(([name, value]) => [name, settingValue(value)])} />
      </Panel>
    </main>
  );
}

/** From the first point, which may be older than the record, to what came last. */
function wholeOf(service: RunDetail | undefined, subjects: Subject[]): [number, number] {
  const first = subjects.reduce((least, subject) => Math.min(least, subject.first_seen), service?.started_at ?? 0);
  const last = subjects.reduce((most, subject) => Math.max(most, subject.last_seen), service?.ended_at ?? service?.last_seen_at ?? 0);
  return [first, Math.max(last, first + 1)];
}
