import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { live } from "../../api/live";
import { usePoll } from "../../api/use";
import type { Machine } from "./types";

/** The machine as it is now, kept up to date by the live line; a turn that grows with every news of it. */
export function useMachine(): { machine: Machine | undefined; turn: number } {
  const [state, setState] = useState<{ machine: Machine | undefined; turn: number }>({ machine: undefined, turn: 0 });
  const take = (machine: Machine): void => setState(({ turn }) => ({ machine, turn: turn + 1 }));
  const ask = (): void => {
    get<Machine>("/api/v1/machine").then(take, () => undefined);
  };
  useEffect(() => {
    ask();
    return live.subscribe("devices", undefined, (message) => {
      if (message.machine) {
        take(message.machine as Machine);
      }
    });
  }, []);
  usePoll(true, ask);
  return state;
}
