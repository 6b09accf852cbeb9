import { useEffect, useState } from "preact/hooks";

/** Whether the server answers at all, and whether it wants a token first: what the frame shows above every view. */

export interface Reach {
  answers: boolean;
  signInNeeded: boolean;
}

let reach: Reach = { answers: true, signInNeeded: false };
const watchers = new Set<(reach: Reach) => void>();

export function currentReach(): Reach {
  return reach;
}

export function noteReach(change: Partial<Reach>): void {
  const next = { ...reach, ...change };
  if (next.answers !== reach.answers || next.signInNeeded !== reach.signInNeeded) {
    reach = next;
    watchers.forEach((watcher) => watcher(next));
  }
}

export function useReach(): Reach {
  const [current, setCurrent] = useState(reach);
  useEffect(() => {
    setCurrent(reach);
    watchers.add(setCurrent);
    return () => void watchers.delete(setCurrent);
  }, []);
  return current;
}
