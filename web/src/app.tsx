import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { live, type Connection } from "./api/live";
import { useLocation } from "./router";
import { chooseTheme, currentTheme, type Theme } from "./theme";
import { RunsView } from "./views/runs";

/** The views with a place in the bar. A new one is a line here and a module in views/. */
const views: { path: string; title: string; view: () => JSX.Element }[] = [{ path: "/", title: "Runs", view: RunsView }];

export function App(): JSX.Element {
  const { path } = useLocation();
  const found = views.find((view) => view.path === path || (view.path !== "/" && path.startsWith(view.path + "/")));
  useEffect(() => {
    document.title = found ? `${found.title} · Vigil` : "Vigil";
  }, [found]);
  return (
    <>
      <a class="skip" href="#content" data-native>
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href="/">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          Vigil
        </a>
        <nav aria-label="Views">
          {views.map((view) => (
            <a key={view.path} href={view.path} aria-current={view === found ? "page" : undefined}>
              {view.title}
            </a>
          ))}
        </nav>
        <div class="end">
          <ConnectionNote />
          <ThemeButton />
        </div>
      </header>
      {found ? (
        <found.view />
      ) : (
        <main class="view" id="content">
          <p class="notice">There is no page here. Runs are listed under Runs, above.</p>
        </main>
      )}
    </>
  );
}

function ConnectionNote(): JSX.Element | null {
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => live.watch(setConnection), []);
  return connection === "lost" ? (
    <span class="badge critical" role="status">
      connection lost, trying again
    </span>
  ) : null;
}

function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(currentTheme());
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      aria-label={`Use the ${other} theme`}
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      {theme === "dark" ? "☾" : "☀"}
    </button>
  );
}
