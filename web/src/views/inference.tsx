import type { JSX } from "preact";
import { RecordsView } from "../parts/records-view";

/** Requests that models answer: how many, how fast, how many failed. */
export default function InferenceView(): JSX.Element {
  return (
    <RecordsView
      title="Inference"
      path="/api/throughput"
      members={["models", "history", "throughput"]}
      topic="operations"
      emptyTitle="No model has answered a request"
      command={"export OTEL_EXPORTER_OTLP_ENDPOINT=" + location.origin + "\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\npython serve_model.py"}
    >
      A model server that speaks OpenTelemetry shows its requests here: throughput, latency, failures, device by device.
    </RecordsView>
  );
}
