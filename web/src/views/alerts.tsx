import type { JSX } from "preact";
import { eventLevel } from "../charts/marks";
import { Empty } from "../parts/empty";
import { useHappenings } from "./happenings";
import { HappeningsPanel } from "./happenings-table";

/** What called for attention in the latest runs. */
export default function AlertsView(): JSX.Element {
  const { happenings, problem } = useHappenings();
  const alerts = happenings?.filter((one) => eventLevel(one.type) === "critical" || eventLevel(one.type) === "warning");
  return (
    <main class="view" id="content">
      <h1>Alerts</h1>
      {problem && !happenings && <p class="notice critical">{problem}</p>}
      {alerts && alerts.length > 0 && <HappeningsPanel title="In the latest runs" happenings={alerts} />}
      {alerts?.length === 0 && (
        <section class="panel">
          <Empty title="Nothing calls for attention" command="vigil run -- python train.py">
            Memory that gets tight, processes that the kernel kills, a loss that is no number, GPUs that stop answering: what is seen in a run while it goes on is listed here.
          </Empty>
        </section>
      )}
    </main>
  );
}
