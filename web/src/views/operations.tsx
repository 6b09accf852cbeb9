import type { JSX } from "preact";
import { RecordsView } from "../parts/records-view";

/** What has a start, an end and an outcome: downloads, checks, requests, spans that other programs report. */
export default function OperationsView(): JSX.Element {
  return (
    <RecordsView
      title="Operations"
      path="/api/v1/performance/operations/active"
      members={["active_operations", "operations"]}
      topic="operations"
      emptyTitle="No operation is going on"
      command={"export OTEL_EXPORTER_OTLP_ENDPOINT=" + location.origin + "\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\npython serve.py"}
    >
      Any program that speaks OpenTelemetry reports its spans here, with two environment variables. Each span is an operation, with its duration and outcome.
    </RecordsView>
  );
}
