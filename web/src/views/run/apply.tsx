import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Problem, send } from "../../api/client";
import { useServer } from "../../api/server";
import type { ApplyAnswer } from "../../api/types";
import { CopyButton } from "../../parts/copy";
import { Dialog } from "../../parts/dialog";

/** Shows what applying would change, line by line, and writes only when that is asked for. */
export function ApplyDialog({ run, pick, onClose }: { run: string; pick: number[]; onClose: () => void }): JSX.Element {
  const [answer, setAnswer] = useState<ApplyAnswer>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(true);
  const server = useServer();
  const refusal = server?.writable !== false ? undefined : "This server was not started with --allow-apply: apply the patch, or run vigil apply on the machine itself.";
  const ask = (write: boolean): void => {
    setBusy(true);
    setProblem(undefined);
    send<ApplyAnswer>("POST", `/api/v1/runs/${encodeURIComponent(run)}/apply`, { pick, write })
      .then(setAnswer, (error: unknown) => setProblem(error instanceof Problem ? sentence(error) : String(error)))
      .finally(() => setBusy(false));
  };
  useEffect(() => ask(false), []);
  return (
    <Dialog title="Apply recommended settings" onClose={onClose}>
      {problem && <p class="notice critical">{problem}</p>}
      {!answer && !problem && <p class="muted">Asking what would change…</p>}
      {answer && (
        <>
          <p role="status">{answer.written ? "Written. The files are as shown." : `Nothing is written yet. ${answer.changes.length === 1 ? "One setting" : `${answer.changes.length} settings`} would change:`}</p>
          <pre class="diff">
            {answer.diff.split("\n").map((line, i) => (
              <span key={i} class={line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : ""}>
                {line + "\n"}
              </span>
            ))}
          </pre>
          {answer.command && (
            <p>
              Next run: <code>{answer.command}</code> <CopyButton text={answer.command} />
            </p>
          )}
          {refusal && !answer.written && (
            <p class="muted" id="apply-refusal">
              {refusal}
            </p>
          )}
          <div class="row">
            <CopyButton text={answer.diff} label="Copy the patch" />
            <span class="grow" />
            {!answer.written && (
              <button class="primary" disabled={busy || answer.changes.length === 0 || refusal !== undefined} aria-describedby={refusal && "apply-refusal"} onClick={() => ask(true)}>
                Write to the files
              </button>
            )}
            <button onClick={onClose}>{answer.written ? "Close" : "Cancel"}</button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function sentence(problem: Problem): string {
  return problem.status === 404 ? "This server cannot apply settings. On the machine itself: vigil apply." : problem.message;
}
