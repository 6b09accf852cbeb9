import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

type View = () => JSX.Element;

/** A view whose code comes when it is first looked at; later it is there at once. */
export function lazy(load: () => Promise<{ default: View }>): View {
  let loaded: View | undefined;
  return function Lazy(): JSX.Element {
    const [, setReady] = useState(loaded !== undefined);
    useEffect(() => {
      if (!loaded) {
        void load().then((module) => {
          loaded = module.default;
          setReady(true);
        });
      }
    }, []);
    return loaded ? <>{((Loaded: View) => <Loaded />)(loaded)}</> : <main class="view" id="content" aria-busy="true" />;
  };
}
