import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ViewEntry } from "./app";
import { Dialog } from "./parts/dialog";
import { useLocation } from "./router";

const sequenceMilliseconds = 1200;

/** The shortcuts of every view: / searches, g and a letter goes, ? explains. Never while one writes. */
export function useShortcuts(views: ViewEntry[], help: () => void): void {
  const { go } = useLocation();
  // Outlives the effect: what is drawn between the two keys of a sequence must not break it.
  const goUntil = useRef(0);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) {
        return;
      }
      const destination = performance.now() < goUntil.current ? views.find((view) => view.key === event.key) : undefined;
      goUntil.current = 0;
      if (destination) {
        go(destination.path);
      } else if (event.key === "g") {
        goUntil.current = performance.now() + sequenceMilliseconds;
      } else if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("main input[type=search]")?.focus();
      } else if (event.key === "?") {
        help();
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [go]);
}

export function Help({ views, onClose }: { views: ViewEntry[]; onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <table>
        <tbody>
          <Shortcut keys={["/"]} text="Search" />
          {views.map((view) => (
            <Shortcut key={view.key} keys={["g", view.key]} text={`Go to ${view.title}`} />
          ))}
          <Shortcut keys={["?"]} text="This list" />
          <Shortcut keys={["Esc"]} text="Close a dialog; in a chart: leave the cursor" />
          <Shortcut keys={["←", "→"]} text="In a chart: move the cursor, with Shift ten times as far" />
          <Shortcut keys={["+", "−", "0"]} text="In a chart: zoom in and out around the cursor, show everything" />
        </tbody>
      </table>
      <p class="muted">With the mouse: drag across a chart to zoom, double click for everything; the buttons above the charts do the same.</p>
    </Dialog>
  );
}

function Shortcut({ keys, text }: { keys: string[]; text: string }): JSX.Element {
  return (
    <tr>
      <td>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </td>
      <td>{text}</td>
    </tr>
  );
}
