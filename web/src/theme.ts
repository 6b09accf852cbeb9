export type Theme = "dark" | "light";

const key = "vigil.theme";
const wantsLight = matchMedia("(prefers-color-scheme: light)");
const watchers = new Set<(theme: Theme) => void>();

/** What the viewer chose here, else what the system prefers. */
export function currentTheme(): Theme {
  const chosen = localStorage.getItem(key);
  return chosen === "dark" || chosen === "light" ? chosen : wantsLight.matches ? "light" : "dark";
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  apply();
}

/** Calls back when the theme changes: canvases do not follow style sheets. */
export function watchTheme(watcher: (theme: Theme) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function apply(): void {
  const theme = currentTheme();
  document.documentElement.dataset["theme"] = theme;
  watchers.forEach((watcher) => watcher(theme));
}

wantsLight.addEventListener("change", apply);
