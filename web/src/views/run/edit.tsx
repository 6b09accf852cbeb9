import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem, send } from "../../api/client";
import type { RunItem } from "../../api/types";
import { Dialog } from "../../parts/dialog";

/** Name, tags and note of a run; and its deletion, asked for twice. */
export function EditDialog({ run, onClose, onDeleted }: { run: RunItem; onClose: (changed: boolean) => void; onDeleted: () => void }): JSX.Element {
  const [name, setName] = useState(run.name);
  const [tags, setTags] = useState(run.tags.join(", "));
  const [note, setNote] = useState(run.note ?? "");
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState<string>();
  const path = `/api/v1/runs/${encodeURIComponent(run.id)}`;
  const refuse = (error: unknown): void => setProblem(error instanceof Problem ? error.message : String(error));
  const save = (event: Event): void => {
    event.preventDefault();
    const list = tags.split(",").map((tag) => tag.trim()).filter((tag) => tag !== "");
    send("PATCH", path, { name, tags: list, note }).then(() => onClose(true), refuse);
  };
  return (
    <Dialog title={`Edit ${run.name}`} onClose={() => onClose(false)}>
      <form class="form" onSubmit={save}>
        {problem && <p class="notice critical">{problem}</p>}
        <label>
          Name
          <input type="text" required value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <label>
          Tags, separated by commas
          <input type="text" value={tags} onInput={(event) => setTags(event.currentTarget.value)} />
        </label>
        <label>
          Note
          <textarea rows={4} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <div class="row">
          <button type="button" disabled={run.state === "running"} onClick={() => (sure ? void send("DELETE", path).then(onDeleted, refuse) : setSure(true))}>
            {sure ? "Delete it and everything recorded" : "Delete…"}
          </button>
          <span class="grow" />
          <button class="primary" type="submit">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
