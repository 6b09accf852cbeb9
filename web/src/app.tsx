import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { send } from "./api/client";
import { noteReach, useReach } from "./api/reach";
import { useReachability, useServer } from "./api/server";
import { Help, useShortcuts } from "./help";
import { lazy } from "./parts/lazy";
import { useLocation } from "./router";
import { chooseTheme, currentTheme, type Theme } from "./theme";
import { RunsView } from "./views/runs";
import { SignIn } from "./views/sign-in";

export interface ViewEntry {
  path: string;
  title: string;
  view: () => JSX.Element;
  /** The letter that goes there after g. */
  key: string;
}

/** The views with a place in the bar. A new one is a line here and a module in views/. */
const views: ViewEntry[] = [
  { path: "/", title: "Runs", key: "r", view: RunsView },
  { path: "/compare", title: "Compare", key: "c", view: lazy(() => import("./views/compare")) },
  { path: "/machine", title: "Machine", key: "m", view: lazy(() => import("./views/machine")) },
  { path: "/operations", title: "Operations", key: "o", view: lazy(() => import("./views/operations")) },
  { path: "/services", title: "Services", key: "s", view: lazy(() => import("./views/services")) },
  { path: "/devices", title: "Devices", key: "d", view: lazy(() => import("./views/devices")) },
  { path: "/inference", title: "Inference", key: "i", view: lazy(() => import("./views/inference")) },
  { path: "/alerts", title: "Alerts", key: "a", view: lazy(() => import("./views/alerts")) },
  { path: "/activity", title: "Activity", key: "y", view: lazy(() => import("./views/activity")) },
];

/** One run, under Runs. */
const runView = lazy(() => import("./views/run"));

/** One service, under Services. */
const serviceView = lazy(() => import("./views/service"));

export function App(): JSX.Element {
  const { path } = useLocation();
  const { signInNeeded } = useReach();
  const [help, setHelp] = useState(false);
  const isRun = path.startsWith("/runs/") && path.length > "/runs/".length;
  const isService = path.startsWith("/services/") && path.length > "/services/".length;
  const found = isRun || path === "/runs" ? views[0] : views.find((view) => view.path === (isService ? "/services" : path));
  const View = isRun ? runView : isService ? serviceView : found?.view;
  useReachability(!signInNeeded);
  useShortcuts(views, () => setHelp(true));
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
          <button aria-label="Keyboard shortcuts" onClick={() => setHelp(true)}>
            ?
          </button>
          <ThemeButton />
          {!signInNeeded && <SignOutButton />}
        </div>
      </header>
      {signInNeeded ? (
        <SignIn onDone={() => noteReach({ signInNeeded: false })} />
      ) : View ? (
        <View />
      ) : (
        <main class="view" id="content">
          <h1>There is no page here</h1>
          <p>
            <a href="/">Runs</a> are listed on the first page; the other pages are in the bar above.
          </p>
        </main>
      )}
      {help && <Help views={views} onClose={() => setHelp(false)} />}
    </>
  );
}

/** Where it stands does not move what is beside it: the note lies over the page. */
function ConnectionNote(): JSX.Element {
  const { answers } = useReach();
  return (
    <div class="connection" role="status">
      {!answers && <span class="badge critical">Connection lost, trying again</span>}
    </div>
  );
}

function SignOutButton(): JSX.Element | null {
  const server = useServer();
  return server?.sign_in_needed ? <button onClick={() => void send("DELETE", "/api/v1/session").then(() => location.reload())}>Sign out</button> : null;
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
