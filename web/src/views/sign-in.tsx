import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem, send } from "../api/client";

/** Asks for the token where the server wants one. */
export function SignIn({ onDone }: { onDone: () => void }): JSX.Element {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<string>();
  const submit = (event: Event): void => {
    event.preventDefault();
    send("POST", "/api/v1/session", { token: token.trim() }).then(onDone, (error: unknown) => setProblem(error instanceof Problem && error.status !== 401 ? error.message : "That token is not known to this server."));
  };
  return (
    <main class="view narrow" id="content">
      <form class="panel form sign-in" onSubmit={submit}>
        <h1>Sign in</h1>
        <p class="muted">This server asks for a token: one of the lines in the file that it was started with (--token-file).</p>
        {problem && (
          <p class="notice critical" role="alert">
            {problem}
          </p>
        )}
        <label>
          Token
          <input type="password" autocomplete="current-password" required value={token} onInput={(event) => setToken(event.currentTarget.value)} />
        </label>
        <button class="primary" type="submit">
          Sign in
        </button>
      </form>
    </main>
  );
}
