import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Whether an element is on the screen, for what need not be brought up to date elsewhere; calls back when it comes there. */
export function useSeen(element: RefObject<Element | null>, appeared: () => void): { readonly current: boolean } {
  const seen = useRef(false);
  const latest = useRef(appeared);
  latest.current = appeared;
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      seen.current = entries.at(-1)!.isIntersecting;
      if (seen.current) {
        latest.current();
      }
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return seen;
}
