import type { JSX } from "preact";
import { Empty } from "../parts/empty";
import { title, words } from "../format/values";
import { useLocation } from "../router";
import { useHappenings } from "./happenings";
import { HappeningsPanel } from "./happenings-table";

/** What happened lately, over all runs. */
export default function ActivityView(): JSX.Element {
  const { query, setQuery } = useLocation();
  const { happenings, problem } = useHappenings();
  const type = query.get("type") ?? "";
  const search = (query.get("search") ?? "").toLowerCase();
  const types = [...new Set(happenings?.map((one) => one.type))].sort();
  const shown = happenings?.filter((one) => (type === "" || one.type === type) && (search === "" || `${one.run.name} ${one.run.id} ${words(one.type)} ${JSON.stringify(one.details)}`.toLowerCase().includes(search)));
  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">Activity</h1>
        <input type="search" placeholder="Run or details" aria-label="Search the activity" value={query.get("search") ?? ""} onInput={(event) => setQuery({ search: event.currentTarget.value })} />
        <select aria-label="Type of event" value={type} onChange={(event) => setQuery({ type: event.currentTarget.value })}>
          <option value="">Every event</option>
          {types.map((one) => (
            <option key={one} value={one}>
              {title(one)}
            </option>
          ))}
        </select>
      </div>
      {problem && !happenings && <p class="notice critical">{problem}</p>}
      {shown && shown.length > 0 && <HappeningsPanel title="Latest runs" happenings={shown} />}
      {happenings?.length === 0 && (
        <section class="panel">
          <Empty title="Nothing has happened yet" command="vigil run -- python train.py">
            What happens to a run is listed here as it happens: its start and end, checkpoints, workers that come and go, memory that gets tight.
          </Empty>
        </section>
      )}
      {shown?.length === 0 && happenings!.length > 0 && (
        <section class="panel">
          <Empty title="Nothing matches">Change the search or the type above.</Empty>
        </section>
      )}
    </main>
  );
}
