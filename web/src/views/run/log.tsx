import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { address } from "../../api/client";
import type { LogError, LogPage } from "../../api/types";
import { useGet } from "../../api/use";
import type { Cursor } from "../../charts/cursor";
import { time } from "../../format/time";
import { words } from "../../format/values";
import { Panel } from "../../parts/panel";

const pageLines = 200;
const followMilliseconds = 200;

interface Props {
  run: string;
  cursor: Cursor;
  turn: number;
  errors: LogError[];
  search: string;
  onSearch: (search: string) => void;
}

/** Where in the log one looks: at its end, at an instant, or before or after a line. */
type Place = { kind: "end" } | { kind: "time"; t: number } | { kind: "line"; line: number; direction: "forward" | "backward" };

/** What the program printed, as it stood at the cursor, beside the charts: it follows their cursor, and marks what the analysis quotes. */
export function LogPanel({ run, cursor, turn, errors, search, onSearch }: Props): JSX.Element {
  const [place, setPlace] = useState<Place>({ kind: "end" });
  const [follows, setFollows] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!follows) {
      return;
    }
    let due: ReturnType<typeof setTimeout> | undefined;
    const stop = cursor.watch((at) => {
      clearTimeout(due);
      if (at !== null) {
        due = setTimeout(() => setPlace({ kind: "time", t: Math.round(at * 10) / 10 }), followMilliseconds);
      }
    });
    return () => {
      clearTimeout(due);
      stop();
    };
  }, [cursor, follows]);

  const base = `/api/v1/runs/${encodeURIComponent(run)}/log`;
  const where = place.kind === "end" ? { direction: "backward" } : place.kind === "time" ? { t: place.t, direction: "backward" } : { line: place.line, direction: place.direction };
  const { data, problem } = useGet<LogPage>(address(base, { ...where, search, limit: pageLines }), place.kind === "end" ? turn : 0);
  const nearest = place.kind === "time" && data ? data.lines.findLast((line) => line.t !== null && line.t <= place.t)?.line ?? data.lines[0]?.line : undefined;

  useLayoutEffect(() => {
    const element = box.current;
    if (element && data) {
      const current = element.querySelector<HTMLElement>("[aria-current]");
      element.scrollTop = place.kind === "end" ? element.scrollHeight : current ? current.offsetTop - element.clientHeight / 2 : place.kind === "line" && place.direction === "backward" ? element.scrollHeight : 0;
    }
  }, [data]);

  const warnings = new Set(errors.filter((error) => error.level === "WARNING").map((error) => error.class));
  const primary = errors.find((error) => error.is_primary) ?? errors[0];
  return (
    <Panel
      title="Log"
      class="log"
      flush
      actions={
        <>
          <label class="small">
            <input type="checkbox" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} /> follow the cursor
          </label>
          <a class="button small" href={`${base}?limit=1000`} download={`${run}-log.json`} data-native aria-label="Export the log as JSON">
            JSON
          </a>
        </>
      }
    >
      <div class="row tools">
        <input type="search" class="grow" placeholder="Search the log" aria-label="Search the log" value={search} onInput={(event) => onSearch(event.currentTarget.value)} />
        {primary && (
          <button class="small" onClick={() => setPlace(primary.timestamp === null ? { kind: "line", line: Math.max(1, primary.line - 10), direction: "forward" } : { kind: "time", t: primary.timestamp })}>
            First error
          </button>
        )}
        <button class="small" disabled={!data?.more_before} onClick={() => data?.lines[0] && setPlace({ kind: "line", line: data.lines[0].line - 1, direction: "backward" })} aria-label="Earlier lines">
          ↑
        </button>
        <button class="small" disabled={!data?.more_after} onClick={() => data?.lines.at(-1) && setPlace({ kind: "line", line: data.lines.at(-1)!.line + 1, direction: "forward" })} aria-label="Later lines">
          ↓
        </button>
        <button class="small" onClick={() => setPlace({ kind: "end" })}>
          End
        </button>
      </div>
      <div class="lines" ref={box} tabIndex={0} role="log" aria-label="Lines of the log" aria-live="off">
        {data?.lines.map((line) => {
          const kind = line.finding;
          return (
            <div key={line.line} class={`line ${kind === null ? "" : warnings.has(kind) ? "warning" : "critical"} ${line.stream === "error" ? "stderr" : ""}`} aria-current={line.line === nearest ? "true" : undefined}>
              <span class="at muted" title={`line ${line.line}`}>
                {line.t === null ? line.line : time(line.t)}
              </span>
              <span class="text">
                {kind && <span class={`badge ${warnings.has(kind) ? "warning" : "critical"}`}>{words(kind)}</span>}
                {line.text}
              </span>
            </div>
          );
        })}
        {data?.lines.length === 0 && <p class="muted pad">{search ? "No line matches." : "The program printed nothing."}</p>}
        {problem && !data && problem.status === 404 && <LogErrors errors={errors} />}
        {problem && !data && problem.status !== 404 && <p class="notice critical">{problem.message}</p>}
      </div>
      <p class="muted count">{data ? `${data.total_lines} lines` : " "}</p>
    </Panel>
  );
}

/** Where the log itself is not served: at least what the analysis quotes of it. */
function LogErrors({ errors }: { errors: LogError[] }): JSX.Element {
  return errors.length === 0 ? (
    <p class="muted pad">This server does not serve logs. On the machine itself: vigil export writes it.</p>
  ) : (
    <>
      <p class="muted pad">This server does not serve the whole log; these lines are what the analysis quotes of it.</p>
      {errors.map((error) => (
        <div key={error.line} class={`line ${error.level === "WARNING" ? "warning" : "critical"}`}>
          <span class="at muted">{error.timestamp === null ? error.line : time(error.timestamp)}</span>
          <span class="text">
            <span class="badge critical">{words(error.class)}</span> {error.message}
            {error.stack.length > 0 && <pre>{error.stack.join("\n")}</pre>}
          </span>
        </div>
      ))}
    </>
  );
}
