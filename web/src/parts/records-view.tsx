import type { ComponentChildren, JSX } from "preact";
import { useGet, useTurn } from "../api/use";
import { Empty } from "./empty";
import { RecordsPanel, recordsIn } from "./records";

interface Props {
  title: string;
  /** Where the records are asked for, and the members of the answer that may hold them. */
  path: string;
  members: string[];
  /** The topic of the live line that tells of changes. */
  topic: string;
  emptyTitle: string;
  children: ComponentChildren;
}

/** A view of one kind of record: the table, kept up to date, or how to fill it. */
export function RecordsView({ title, path, members, topic, emptyTitle, children }: Props): JSX.Element {
  const turn = useTurn(topic, undefined, true);
  const { data, problem } = useGet<unknown>(path, Math.floor(turn / 2));
  const rows = recordsIn(data, ...members);
  return (
    <main class="view" id="content">
      <h1>{title}</h1>
      {problem && !data && problem.status !== 404 && <p class="notice critical">{problem.message}</p>}
      {rows.length > 0 ? (
        <RecordsPanel name={title} rows={rows} />
      ) : (
        <section class="panel">
          <Empty title={emptyTitle}>
            {children}
          </Empty>
        </section>
      )}
    </main>
  );
}
