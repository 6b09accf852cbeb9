import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { get, Problem } from "./client";
import { live } from "./live";

export interface Answer<T> {
  /** The latest answer; kept while a newer one is asked for, so that nothing jumps. */
  data: T | undefined;
  problem: Problem | undefined;
  /** Asks again. */
  reload: () => void;
}

const retryMilliseconds = 3000;
const pollMilliseconds = 2000;
const mostKept = 60;
const patienceMilliseconds = 700;

/** Answers by address, the oldest first: a view that is come back to is there at once, and brought up to date after. */
const kept = new Map<string, unknown>();

function keep(address: string, answer: unknown): void {
  kept.delete(address);
  kept.set(address, answer);
  if (kept.size > mostKept) {
    kept.delete(kept.keys().next().value!);
  }
}

/** What a GET answers; asked again when the address or the turn changes. Null asks nothing. */
export function useGet<T>(address: string | null, turn = 0): Answer<T> {
  const [data, setData] = useState(() => (address === null ? undefined : (kept.get(address) as T | undefined)));
  const [problem, setProblem] = useState<Problem>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (address === null) {
      return;
    }
    if (kept.has(address)) {
      setData(kept.get(address) as T);
    }
    const abort = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    get<T>(address, {}, abort.signal).then(
      (answer) => {
        keep(address, answer);
        setData(answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (error instanceof Problem) {
          setProblem(error);
          if (error.status === 0) {
            retry = setTimeout(() => setAsked((count) => count + 1), retryMilliseconds);
          }
        }
      },
    );
    return () => {
      abort.abort();
      clearTimeout(retry);
    };
  }, [address, turn, asked]);
  const reload = useCallback(() => setAsked((count) => count + 1), []);
  return { data, problem, reload };
}

/**
 * A number that grows whenever there may be something new about a topic: at most once a second while the live line is
 * open, every two seconds while it is not. Stands still when not active.
 */
export function useTurn(topic: string, id: string | undefined, active: boolean): number {
  const [turn, setTurn] = useState(0);
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (!active) {
      return;
    }
    const advance = (): void => {
      due.current = undefined;
      setTurn((count) => count + 1);
    };
    const stop = live.subscribe(topic, id, (message) => {
      if (message.type === "change" && due.current === undefined) {
        due.current = setTimeout(advance, 1000);
      }
    });
    return () => {
      stop();
      clearTimeout(due.current);
      due.current = undefined;
    };
  }, [topic, id, active]);
  usePoll(active, () => setTurn((count) => count + 1));
  return turn;
}

/** Asks every two seconds for what the live line would tell, while it is not open and the page is looked at. */
export function usePoll(active: boolean, ask: () => void): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!active) {
      return;
    }
    const poll = setInterval(() => {
      if (live.connection !== "open" && !document.hidden) {
        latest.current();
      }
    }, pollMilliseconds);
    return () => clearInterval(poll);
  }, [active]);
}

/** True once everything has answered, or after a moment: what comes in parts would push the rest about. */
export function useReady(answers: { data: unknown; problem: unknown }[]): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const due = setTimeout(() => setWaited(true), patienceMilliseconds);
    return () => clearTimeout(due);
  }, []);
  return waited || answers.every((answer) => answer.data !== undefined || answer.problem !== undefined);
}

/** A number that grows every so many milliseconds while the page is looked at, for what no topic of the live line tells. */
export function useTick(milliseconds: number): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) {
        setTick((count) => count + 1);
      }
    }, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return tick;
}
