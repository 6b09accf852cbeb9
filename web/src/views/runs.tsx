import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { address } from "../api/client";
import { live } from "../api/live";
import type { RunItem, RunPage } from "../api/types";
import { useServer } from "../api/server";
import { useGet, usePoll } from "../api/use";
import { ago, exact } from "../format/time";
import { bytes, duration, number } from "../format/units";
import { title } from "../format/values";
import { Score, VerdictBadge } from "../parts/badges";
import { Empty } from "../parts/empty";
import { Scroller } from "../parts/scroller";
import { Sparkline } from "../parts/sparkline";
import { useLocation } from "../router";
import { EditDialog } from "./run/edit";

const mostCompared = 8;
const pageRuns = 200;

/** Sparklines of runs that go on are asked for again so often. */
const sparkMilliseconds = 5000;

/** Verdicts of runs that ended, by which the list can be narrowed. */
const verdicts = ["success", "false_success", "error", "crash", "hang", "diverged", "host_oom", "cgroup_oom", "cuda_oom", "shm_exhausted", "disk_full", "worker_died", "killed", "interrupted", "recorder_killed", "not_started"];

/** Every run, the newest first; live rows move. */
export function RunsView(): JSX.Element {
  const { query, setQuery, go } = useLocation();
  const search = query.get("search") ?? "";
  const state = query.get("state") ?? "";
  const tag = query.get("tag") ?? "";
  const verdict = query.get("verdict") ?? "";
  const after = query.get("after") ?? "";
  const sort = query.get("sort") ?? "started";
  const order = query.get("order") ?? "desc";
  const { data, problem, reload } = useGet<RunPage>(address("/api/v1/runs", { search, state, tag, verdict, sort, order, after, sparks: true, limit: pageRuns }));
  const [changed, setChanged] = useState(new Map<string, RunItem>());
  const [picked, setPicked] = useState<string[]>([]);
  const [editing, setEditing] = useState<RunItem>();
  const mayChange = useServer()?.role === "operator";
  const sparkDue = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(sparkDue.current), []);

  /** A filter or an order begins at the first page. */
  const narrow = (changes: Record<string, string | null>): void => setQuery({ ...changes, after: null });

  useEffect(
    () =>
      live.subscribe("runs", undefined, (message) => {
        const runs = (message["runs"] ?? []) as RunItem[];
        if (message.type !== "change") {
          return;
        }
        setChanged((before) => new Map([...before, ...runs.map((run): [string, RunItem] => [run.id, run])]));
        if (runs.some((run) => !data?.runs.some((known) => known.id === run.id)) || (message["removed"] as string[] | undefined)?.length) {
          reload();
        } else if (sparkDue.current === undefined) {
          sparkDue.current = setTimeout(() => {
            sparkDue.current = undefined;
            reload();
          }, sparkMilliseconds);
        }
      }),
    [data],
  );

  usePoll(true, reload);

  const heading = (key: string, text: string, numeric = false): JSX.Element => (
    <th class={numeric ? "number" : ""} aria-sort={sort === key ? (order === "desc" ? "descending" : "ascending") : "none"}>
      <button onClick={() => narrow({ sort: key, order: sort === key && order === "desc" ? "asc" : "desc" })}>
        {text} {sort === key ? (order === "desc" ? "↓" : "↑") : ""}
      </button>
    </th>
  );

  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">Runs</h1>
        <input type="search" placeholder="Name, command, tag or id" aria-label="Search runs" value={search} onInput={(event) => narrow({ search: event.currentTarget.value })} />
        <select aria-label="State" value={state} onChange={(event) => narrow({ state: event.currentTarget.value })}>
          <option value="">Any state</option>
          <option value="running">Running</option>
          <option value="finished">Finished</option>
          <option value="recorder_killed">Recorder killed</option>
          <option value="detached">Detached</option>
        </select>
        <select aria-label="Verdict" value={verdict} onChange={(event) => narrow({ verdict: event.currentTarget.value })}>
          <option value="">Any verdict</option>
          {verdicts.map((one) => (
            <option key={one} value={one}>
              {title(one)}
            </option>
          ))}
        </select>
        {tag && <button onClick={() => narrow({ tag: null })}>tag: {tag} ✕</button>}
        <button disabled={picked.length < 2} onClick={() => go(`/compare?runs=${picked.join(",")}`)}>
          Compare{picked.length > 0 ? ` ${picked.length}` : ""}
        </button>
        <a class="button" href={address("/api/v1/runs", { search, state, tag, verdict, sort, order, limit: 1000 })} download="runs.json" data-native>
          Export
        </a>
      </div>
      {problem && <p class="notice critical">{problem.message}</p>}
      <section class="panel" aria-label="Runs">
        <Scroller label="Runs">
          {data?.runs.length === 0 && !after ? (
            search || state || tag || verdict ? (
              <Empty title="No run matches">Change the search or the filters above.</Empty>
            ) : (
              <Empty title="Nothing recorded yet" command="vigil run -- python train.py">
                Put vigil run in front of a training command; the run appears here while it goes on.
              </Empty>
            )
          ) : (
            <table class="runs">
              <thead>
                <tr>
                  <th>
                    <span class="visually-hidden">Compare</span>
                  </th>
                  {heading("name", "Run")}
                  {heading("state", "Verdict")}
                  {heading("score", "Score", true)}
                  <th class="number">Step</th>
                  <th>Loss</th>
                  <th class="wide-only">Memory</th>
                  {heading("duration", "Duration", true)}
                  {heading("started", "Started")}
                  <th>
                    <span class="visually-hidden">Edit</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {(data?.runs ?? []).map((stored) => {
                  const newer = changed.get(stored.id);
                  return (
                    <RunRow
                      key={stored.id}
                      run={newer ? { ...newer, ...(stored.spark ? { spark: stored.spark } : {}) } : stored}
                      picked={picked.includes(stored.id)}
                      onTag={(name) => narrow({ tag: name })}
                      onEdit={mayChange ? () => setEditing(newer ?? stored) : null}
                      onPick={(on) => setPicked(on ? [...picked, stored.id].slice(-mostCompared) : picked.filter((id) => id !== stored.id))}
                    />
                  );
                })}
              </tbody>
            </table>
          )}
        </Scroller>
      </section>
      {data && (after || data.next !== null) && (
        <nav class="row" aria-label="Pages of runs">
          <span class="muted grow">{data.total} runs</span>
          <button disabled={!after} onClick={() => setQuery({ after: null }, true)}>
            First page
          </button>
          <button disabled={data.next === null} onClick={() => setQuery({ after: data.next }, true)}>
            Next {pageRuns}
          </button>
        </nav>
      )}
      {editing && (
        <EditDialog
          run={editing}
          onClose={(saved) => {
            setEditing(undefined);
            if (saved) {
              setChanged(new Map());
              reload();
            }
          }}
          onDeleted={() => {
            setEditing(undefined);
            reload();
          }}
        />
      )}
    </main>
  );
}

interface RowProps {
  run: RunItem;
  picked: boolean;
  onPick: (on: boolean) => void;
  onTag: (tag: string) => void;
  /** Null where the viewer may not change anything. */
  onEdit: (() => void) | null;
}

function RunRow({ run, picked, onPick, onTag, onEdit }: RowProps): JSX.Element {
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={`Compare ${run.name} ${run.id}`} checked={picked} onChange={(event) => onPick(event.currentTarget.checked)} />
      </td>
      <td>
        <a href={`/runs/${run.id}`} title={run.command.join(" ")}>
          {run.name}
        </a>{" "}
        <span class="mono muted">{run.id}</span>
        {run.tags.map((tag) => (
          <button key={tag} class="tag" onClick={() => onTag(tag)}>
            {tag}
          </button>
        ))}
        {run.note && (
          <span class="muted note clip" title={run.note}>
            {run.note}
          </span>
        )}
      </td>
      <td>
        <VerdictBadge run={run} />
      </td>
      <td class="number">
        <Score value={run.score} />
      </td>
      <td class="number">
        {run.step ?? "–"}
        {run.total_steps !== null && <span class="muted"> / {run.total_steps}</span>}
      </td>
      <td>
        <div class="row nowrap">
          <Sparkline values={run.spark?.loss ?? []} color={1} />
          <span class="number">{number(run.loss)}</span>
        </div>
      </td>
      <td class="wide-only">
        <div class="row nowrap">
          <Sparkline values={run.spark?.memory ?? []} color={2} />
          <span class="number">{bytes(run.memory_peak_bytes)}</span>
        </div>
      </td>
      <td class="number">{duration(run.duration_seconds)}</td>
      <td title={exact(run.started_at)}>{ago(run.started_at)}</td>
      <td>
        {onEdit && (
          <button class="small" aria-label={`Edit ${run.name} ${run.id}`} onClick={onEdit}>
            Edit
          </button>
        )}
      </td>
    </tr>
  );
}
