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
    >
      Throughput, latency and failures of model servers will be shown here. Vigil does not take them in yet.
    </RecordsView>
  );
}
