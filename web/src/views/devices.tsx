import type { JSX } from "preact";
import { RecordsView } from "../parts/records-view";

/** Machines and accelerators that report. */
export default function DevicesView(): JSX.Element {
  return (
    <RecordsView title="Devices" path="/api/devices" members={["devices"]} topic="devices" emptyTitle="No device reports" command="vigil serve --monitor">
      With it, this machine and its GPUs report here. GPUs of a training are on the page of its run.
    </RecordsView>
  );
}
