import { useEffect, useState } from "preact/hooks";
import { get, Problem } from "../api/client";
import type { EventItem, EventPage, RunItem, RunPage } from "../api/types";
import { useTurn } from "../api/use";

/** An event with the run it belongs to. */
export interface Happening extends EventItem {
  run: RunItem;
}

const recentRuns = 20;
const pageEvents = 1000;
const mostPages = 5;

/** Events of runs that ended do not change: they are asked for once. */
const settled = new Map<string, EventItem[]>();

async function eventsOf(run: RunItem, signal: AbortSignal): Promise<EventItem[]> {
  const before = settled.get(run.id);
  if (before) {
    return before;
  }
  const events: EventItem[] = [];
  let after: number | null = 0;
  for (let page = 0; page < mostPages && after !== null; page++) {
    const answer: EventPage = await get<EventPage>(`/api/v1/runs/${run.id}/events`, { after, limit: pageEvents }, signal);
    events.push(...answer.events);
    after = answer.next;
  }
  if (run.state !== "running") {
    settled.set(run.id, events);
  }
  return events;
}

/** What happened in the latest runs, the newest first. */
export function useHappenings(): { happenings: Happening[] | undefined; problem: string | undefined } {
  const turn = useTurn("runs", undefined, true);
  const [happenings, setHappenings] = useState<Happening[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      const { runs } = await get<RunPage>("/api/v1/runs", { limit: recentRuns }, abort.signal);
      const events = await Promise.all(runs.map(async (run) => (await eventsOf(run, abort.signal)).map((event): Happening => ({ ...event, run }))));
      setHappenings(events.flat().sort((a, b) => b.t - a.t));
      setProblem(undefined);
    };
    load().catch((error: unknown) => {
      if (error instanceof Problem) {
        setProblem(error.message);
      }
    });
    return () => abort.abort();
  }, [turn]);
  return { happenings, problem };
}
