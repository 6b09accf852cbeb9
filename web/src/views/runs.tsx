import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { address } from "../api/client";
import { live } from "../api/live";
import type { RunItem, RunPage } from "../api/types";
import { useGet, usePoll } from "../api/use";
import { ago, exact } from "../format/time";
import { bytes, duration, number } from "../format/units";
import { Score, VerdictBadge } from "../parts/badges";
import { Empty } from "../parts/empty";
import { Sparkline } from "../parts/sparkline";
import { useLocation } from "../router";

const mostCompared = 8;

/** Every run, the newest first; live rows move. */
export function RunsView(): JSX.Element {
  const { query, setQuery, go } = useLocation();
  const search = query.get("search") ?? "";
  const state = query.get("state") ?? "";
  const tag = query.get("tag") ?? "";
  const sort = query.get("sort") ?? "started";
  const order = query.get("order") ?? "desc";
  const { data, problem, reload } = useGet<RunPage>(address("/api/v1/runs", { search, state, tag, sort, order, sparks: true, limit: 200 }));
  const [changed, setChanged] = useState(new Map<string, RunItem>());
  const [picked, setPicked] = useState<string[]>([]);

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
        }
      }),
    [data],
  );

  usePoll(true, reload);

  const heading = (key: string, text: string, numeric = false): JSX.Element => (
    <th class={numeric ? "number" : ""} aria-sort={sort === key ? (order === "desc" ? "descending" : "ascending") : "none"}>
      <button onClick={() => setQuery({ sort: key, order: sort === key && order === "desc" ? "asc" : "desc" })}>
        {text} {sort === key ? (order === "desc" ? "↓" : "↑") : ""}
      </button>
    </th>
  );

  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">Runs</h1>
        <input type="search" placeholder="Name, command, tag or id" aria-label="Search runs" value={search} onInput={(event) => setQuery({ search: event.currentTarget.value })} />
        <select aria-label="State" value={state} onChange={(event) => setQuery({ state: event.currentTarget.value })}>
          <option value="">Any state</option>
          <option value="running">Running</option>
          <option value="finished">Finished</option>
          <option value="recorder_killed">Recorder killed</option>
          <option value="detached">Detached</option>
        </select>
        {tag && <button onClick={() => setQuery({ tag: null })}>tag: {tag} ✕</button>}
        <button disabled={picked.length < 2} onClick={() => go(`/compare?runs=${picked.join(",")}`)}>
          Compare{picked.length > 0 ? ` ${picked.length}` : ""}
        </button>
        <a class="button" href={address("/api/v1/runs", { search, state, tag, sort, order, limit: 1000 })} download="runs.json" data-native>
          Export
        </a>
      </div>
      {problem && <p class="notice critical">{problem.message}</p>}
      <section class="panel scroll">
        {data?.runs.length === 0 ? (
          search || state || tag ? (
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
                    onTag={(name) => setQuery({ tag: name })}
                    onPick={(on) => setPicked(on ? [...picked, stored.id].slice(-mostCompared) : picked.filter((id) => id !== stored.id))}
                  />
                );
              })}
            </tbody>
          </table>
        )}
      </section>
      {data && data.total > data.runs.length && (
        <p class="muted">
          {data.runs.length} of {data.total} runs shown: narrow the search to see others.
        </p>
      )}
    </main>
  );
}

interface RowProps {
  run: RunItem;
  picked: boolean;
  onPick: (on: boolean) => void;
  onTag: (tag: string) => void;
}

function RunRow({ run, picked, onPick, onTag }: RowProps): JSX.Element {
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
    </tr>
  );
}
