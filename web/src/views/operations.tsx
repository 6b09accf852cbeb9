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
    >
      Downloads, checks and requests, with duration and outcome, will be listed here. Vigil does not take them in yet.
    </RecordsView>
  );
}
