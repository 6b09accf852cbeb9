import type { JSX } from "preact";
import { RecordsView } from "../parts/records-view";

/** Machines and accelerators that report. */
export default function DevicesView(): JSX.Element {
  return (
    <RecordsView title="Devices" path="/api/devices" members={["devices"]} topic="devices" emptyTitle="No device reports">
      The machine and the GPUs of a training are on the page of its run. Machines cannot report by themselves yet.
    </RecordsView>
  );
}
