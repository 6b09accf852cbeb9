import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";

/** Addresses of views: the path says what is looked at, the query how (zoom, filters), so that any view can be linked to. */
export interface Location {
  path: string;
  query: URLSearchParams;
  /** Changes parts of the query in place; null removes one. Does not make a step of the history unless asked to. */
  setQuery: (changes: Record<string, string | null>, push?: boolean) => void;
  go: (address: string) => void;
}

const LocationContext = createContext<Location | null>(null);

export function useLocation(): Location {
  return useContext(LocationContext)!;
}

export function Router({ children }: { children: ComponentChildren }): JSX.Element {
  const [address, setAddress] = useState(location.pathname + location.search);
  useEffect(() => {
    const changed = (): void => setAddress(location.pathname + location.search);
    const clicked = (event: MouseEvent): void => {
      const link = (event.target as Element | null)?.closest("a");
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.dataset["native"] !== undefined) {
        return;
      }
      event.preventDefault();
      history.pushState(null, "", link.href);
      changed();
      scrollTo(0, 0);
    };
    addEventListener("popstate", changed);
    document.addEventListener("click", clicked);
    return () => {
      removeEventListener("popstate", changed);
      document.removeEventListener("click", clicked);
    };
  }, []);

  const current = useMemo<Location>(() => {
    const [path = "/", search = ""] = address.split("?", 2);
    const go = (next: string): void => {
      history.pushState(null, "", next);
      setAddress(location.pathname + location.search);
    };
    const setQuery = (changes: Record<string, string | null>, push = false): void => {
      const query = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") {
          query.delete(name);
        } else {
          query.set(name, value);
        }
      }
      const text = query.toString();
      const next = location.pathname + (text ? `?${text}` : "");
      if (push) {
        history.pushState(null, "", next);
      } else {
        history.replaceState(null, "", next);
      }
      setAddress(next);
    };
    return { path, query: new URLSearchParams(search), setQuery, go };
  }, [address]);

  return <LocationContext.Provider value={current}>{children}</LocationContext.Provider>;
}
