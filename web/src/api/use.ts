import { useEffect, useState } from "preact/hooks";
import { get, Problem } from "./client";

export interface Answer<T> {
  /** The latest answer; kept while a newer one is asked for, so that nothing jumps. */
  data: T | undefined;
  problem: Problem | undefined;
  /** Asks again. */
  reload: () => void;
}

/** What a GET answers; asked again when the address changes. Null asks nothing. */
export function useGet<T>(address: string | null): Answer<T> {
  const [data, setData] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (address === null) {
      return;
    }
    const abort = new AbortController();
    get<T>(address, {}, abort.signal).then(
      (answer) => {
        setData(answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (error instanceof Problem) {
          setProblem(error);
        }
      },
    );
    return () => abort.abort();
  }, [address, turn]);
  return { data, problem, reload: () => setTurn(turn + 1) };
}
