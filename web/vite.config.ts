import { defineConfig } from "vite";

// The page is served under a policy without inline scripts or styles: nothing may be inlined into index.html.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: { proxy: { "/api": "http://127.0.0.1:7070", "/ws": { target: "ws://127.0.0.1:7070", ws: true } } },
});
