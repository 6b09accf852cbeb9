import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A part that is scrolled sideways where it is wider than its place: by keyboard too, and only then a stop of the Tab key. */
export function Scroller({ class: name = "scroll", label, children }: { class?: string; label: string; children: ComponentChildren }): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = element.current!;
    const look = (): void => {
      const scrolls = box.scrollWidth > box.clientWidth;
      box.tabIndex = scrolls ? 0 : -1;
      if (scrolls) {
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", label);
      }
    };
    const resize = new ResizeObserver(look);
    resize.observe(box);
    Array.from(box.children).forEach((child) => resize.observe(child));
    return () => resize.disconnect();
  });
  return (
    <div class={name} ref={element}>
      {children}
    </div>
  );
}
