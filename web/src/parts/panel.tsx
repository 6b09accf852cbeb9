import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { Scroller } from "./scroller";

interface PanelProps {
  title: string;
  /** Beside the title, at the end of the line. */
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** Without padding, for tables. */
  flush?: boolean;
  class?: string;
}

/** A framed part of a view, with a heading that readers of screens can jump to. */
export function Panel({ title, actions, children, flush, class: name }: PanelProps): JSX.Element {
  const id = useId();
  return (
    <section class={`panel ${name ?? ""}`} aria-labelledby={id}>
      <header>
        <h2 class="grow" id={id}>
          {title}
        </h2>
        {actions}
      </header>
      {flush ? <Scroller label={title}>{children}</Scroller> : <div class="body">{children}</div>}
    </section>
  );
}
