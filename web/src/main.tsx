import { render } from "preact";

render(<p>Vigil</p>, document.getElementById("app")!);
