import { useEffect } from "preact/hooks";
import { get } from "./client";
import { live } from "./live";
import type { ServerInfo } from "./types";
import { useGet, usePoll } from "./use";

const path = "/api/v1/server";

/** What this server is, and what the viewer may do here; undefined until it has answered. */
export function useServer(): ServerInfo | undefined {
  return useGet<ServerInfo>(path).data;
}

/** Keeps the live line open from the start, and asks whether the server answers while it is not: also on pages where nothing moves. */
export function useReachability(active: boolean): void {
  useEffect(() => live.start(), []);
  usePoll(active, () => void get(path).catch(() => undefined));
}
