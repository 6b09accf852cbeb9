import type { ComponentChildren, JSX } from "preact";

/** A page or panel with nothing in it yet: says what would be here, and how to fill it. */
export function Empty({ title, children, command }: { title: string; children?: ComponentChildren; command?: string }): JSX.Element {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {command && <pre>{command}</pre>}
    </div>
  );
}
