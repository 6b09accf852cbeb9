import { noteReach } from "./reach";

/** Asks the server. A refusal becomes a Problem with the server's own sentence. */

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail || title);
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

/** Path and query; what is null, undefined or empty is left out. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return send<T>("GET", address(path, query), undefined, signal);
}

export async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const request: RequestInit = { method, credentials: "same-origin", headers: { Accept: "application/json" } };
  if (signal) {
    request.signal = signal;
  }
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { ...request.headers, "Content-Type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") {
      throw error;
    }
    noteReach({ answers: false });
    throw new Problem(0, "No answer", "The server does not answer. Is vigil serve still running?");
  }
  noteReach({ answers: true, ...(response.status === 401 ? { signInNeeded: true } : {}) });
  if (!response.ok) {
    throw await problemOf(response);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const problem = (await response.json()) as { title?: string; detail?: string };
    return new Problem(response.status, problem.title ?? response.statusText, problem.detail ?? "");
  } catch {
    return new Problem(response.status, response.statusText || `Status ${response.status}`, "");
  }
}
