import type { JSX } from "preact";
import { address } from "../api/client";
import type { RunPage } from "../api/types";
import { useGet } from "../api/use";
import { ago, exact } from "../format/time";
import { duration } from "../format/units";
import { Empty } from "../parts/empty";
import { Scroller } from "../parts/scroller";
import { useLocation } from "../router";
import { useEvery } from "./services/use-every";

const pageServices = 200;

/** Programs that report by the OpenTelemetry protocol: each is a record from its first word until it goes quiet. */
export default function ServicesView(): JSX.Element {
  const { query, setQuery } = useLocation();
  const search = query.get("search") ?? "";
  const turn = useEvery(true);
  const { data, problem } = useGet<RunPage>(address("/api/v1/runs", { kind: "service", search, limit: pageServices }), turn);
  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">Services</h1>
        <input type="search" placeholder="Name or id" aria-label="Search services" value={search} onInput={(event) => setQuery({ search: event.currentTarget.value || null })} />
      </div>
      {problem && !data && <p class="notice critical">{problem.message}</p>}
      <section class="panel" aria-label="Services">
        <Scroller label="Services">
          {data?.runs.length === 0 ? (
            search ? (
              <Empty title="No service matches">Change the search above.</Empty>
            ) : (
              <Empty title="No service has reported yet" command={`export OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}>
                Any program that speaks the OpenTelemetry protocol appears here once it is told this address.
              </Empty>
            )
          ) : (
            <table>
              <thead>
                <tr>
                  <th>Service</th>
                  <th>State</th>
                  <th>Last heard of</th>
                  <th class="number">Reported for</th>
                  <th>Since</th>
                </tr>
              </thead>
              <tbody>
                {(data?.runs ?? []).map((service) => (
                  <tr key={service.id}>
                    <td>
                      <a href={`/services/${service.id}`}>{service.name}</a> <span class="mono muted">{service.id}</span>
                    </td>
                    <td>
                      <ServiceBadge reports={service.state === "running"} />
                    </td>
                    <td title={exact(service.last_seen_at)}>{ago(service.last_seen_at)}</td>
                    <td class="number">{duration(service.duration_seconds)}</td>
                    <td title={exact(service.started_at)}>{ago(service.started_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Scroller>
      </section>
      {data && data.total > data.runs.length && <p class="muted">The newest {data.runs.length} of {data.total}.</p>}
    </main>
  );
}

export function ServiceBadge({ reports }: { reports: boolean }): JSX.Element {
  return <span class={`badge ${reports ? "running" : ""}`}>{reports ? "reports" : "quiet"}</span>;
}
