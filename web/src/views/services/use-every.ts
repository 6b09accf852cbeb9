import { useEffect, useState } from "preact/hooks";

const everyMilliseconds = 5000;

/** A number that grows every five seconds while the page is looked at. Stands still when not active. */
export function useEvery(active: boolean): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!active) {
      return;
    }
    const timer = setInterval(() => {
      if (!document.hidden) {
        setTurn((count) => count + 1);
      }
    }, everyMilliseconds);
    return () => clearInterval(timer);
  }, [active]);
  return turn;
}
