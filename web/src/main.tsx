import { render } from "preact";
import { App } from "./app";
import { Router } from "./router";
import "./style/base.css";
import "./style/parts.css";
import "./style/tokens.css";
import { apply } from "./theme";

apply();
render(
  <Router>
    <App />
  </Router>,
  document.getElementById("app")!,
);
