import type { JSX } from "preact";
import type { RunDetail } from "../../api/types";
import { bytes } from "../../format/units";
import { settingValue } from "../../format/values";
import { CopyButton } from "../../parts/copy";
import { download } from "../../parts/download";
import { Panel } from "../../parts/panel";
import { Facts } from "./tables";

type Map = Record<string, unknown>;

interface ConfigurationFile {
  path: string;
  bytes: number;
  text: string | null;
  error?: string | null;
}

/** What the run was started as: command, configuration files, environment, Python, machine. */
export function SetupPanel({ run }: { run: RunDetail }): JSX.Element {
  const snapshot = run.snapshot ?? {};
  const map = (name: string): Map => (snapshot[name] ?? {}) as Map;
  const host = map("host");
  const git = map("git");
  const python = map("python");
  const files = (snapshot["configuration"] ?? []) as ConfigurationFile[];
  const command = run.command.join(" ");
  const rows: [string, string | JSX.Element][] = [
    ["Command", <><code>{command}</code> <CopyButton text={command} /></>],
    ["Folder", <code>{run.working_directory}</code>],
    ["Git", git["commit"] ? `${String(git["commit"]).slice(0, 10)} on ${settingValue(git["branch"])}${git["dirty"] === true ? ", with changes" : ""}` : "no repository"],
    ["Machine", [host["name"], host["cpu"], host["logical_cores"] ? `${String(host["logical_cores"])} logical cores` : null, typeof host["memory_bytes"] === "number" ? bytes(host["memory_bytes"]) : null].filter(Boolean).join(", ")],
    ["System", [host["distribution"], host["kernel"], host["container"]].filter(Boolean).join(", ")],
    ...(python["version"] ? [["Python", `${settingValue(python["version"])} (${settingValue(python["executable"])})`] as [string, string]] : []),
    ...pairs(python["packages"]),
  ];
  return (
    <Panel
      title="Configuration and snapshot"
      actions={
        <button class="small" onClick={() => download(`${run.id}-snapshot.json`, JSON.stringify(snapshot, null, 2), "application/json")} aria-label="Export the snapshot as JSON">
          JSON
        </button>
      }
    >
      <Facts rows={rows} />
      {files.map((file) => (
        <details key={file.path} class="finding">
          <summary>
            <span class="mono">{file.path}</span> <span class="muted">{bytes(file.bytes)}</span>
          </summary>
          <div class="row">
            <span class="grow" />
            {file.text !== null && <CopyButton text={file.text} />}
          </div>
          <pre class="file">{file.text ?? file.error ?? ""}</pre>
        </details>
      ))}
      <details class="finding">
        <summary>Environment that matters to training</summary>
        <Facts rows={pairs(snapshot["environment"])} />
      </details>
    </Panel>
  );
}

function pairs(value: unknown): [string, string][] {
  return Object.entries((value ?? {}) as Map).map(([name, one]) => [name, settingValue(one)]);
}
