import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem, send } from "../api/client";
import type { ServerInfo } from "../api/types";
import { useGet } from "../api/use";
import { instant } from "../format/time";
import { duration } from "../format/units";
import { Empty } from "../parts/empty";
import { Panel } from "../parts/panel";
import { FindingsPanel } from "./machine/findings";
import { Cores, Gauges } from "./machine/gauges";
import { History, useZoom } from "./machine/history";
import "./machine/machine.css";
import { ProcessesPanel } from "./machine/processes";
import type { Machine, Monitoring } from "./machine/types";
import { useMachine } from "./machine/use-machine";

/** Findings look at minutes: asked for again every so many news. */
const newsBetweenFindings = 15;
const newsBetweenStates = 5;

/** The machine that the server runs on: what it does now, and what it did. */
export default function MachineView(): JSX.Element {
  const { machine, turn } = useMachine();
  const { data: monitoring, problem, reload } = useGet<Monitoring>("/api/v1/monitoring", Math.floor(turn / newsBetweenStates));
  const { data: server } = useGet<ServerInfo>("/api/v1/server");
  const [refused, setRefused] = useState<string>();
  const { show } = useZoom();
  const change = (method: string, path: string): void => {
    setRefused(undefined);
    send(method, `/api/v1/monitoring/${path}`).then(reload, (error: unknown) => setRefused(error instanceof Problem ? error.message : String(error)));
  };
  const mayChange = server?.role === "operator";
  const known = machine?.at !== null && machine?.at !== undefined;
  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">{machine?.host ?? "Machine"}</h1>
        {monitoring && <span class="muted">{describe(monitoring, machine)}</span>}
        {monitoring?.state === "recording" && mayChange && <button onClick={() => change("POST", "stop")}>Stop monitoring</button>}
        {monitoring?.state === "off" && mayChange && known && <button onClick={() => change("POST", "start")}>Start monitoring</button>}
        {monitoring && monitoring.records > 0 && mayChange && (
          <button
            onClick={() => {
              if (confirm("Delete all that was recorded of this machine by itself? Runs stay.")) {
                change("DELETE", "history");
              }
            }}
          >
            Clear history
          </button>
        )}
      </div>
      {machine?.facts && <p class="muted machine-facts">{[machine.facts.cpu, machine.facts.distribution, machine.facts.kernel, machine.facts.container].filter(Boolean).join(" · ")}</p>}
      {refused && <p class="notice critical">{refused}</p>}
      {problem && !monitoring && <p class="notice critical">{problem.message}</p>}
      {machine && !known && monitoring?.state === "off" && <NothingYet mayChange={mayChange} onStart={() => change("POST", "start")} />}
      {machine && !known && monitoring !== undefined && monitoring.state !== "off" && <p class="muted">The first sample is being taken.</p>}
      {machine && known && (
        <>
          <Gauges machine={machine} />
          {(machine.cpu?.cores.length ?? 0) > 1 && (
            <Panel title="CPU cores">
              <Cores machine={machine} />
            </Panel>
          )}
          <FindingsPanel turn={Math.floor(turn / newsBetweenFindings)} onShow={show} />
          <History at={machine.at!} hasGpu={machine.gpus.length > 0} />
          <ProcessesPanel turn={turn} />
        </>
      )}
    </main>
  );
}

function NothingYet({ mayChange, onStart }: { mayChange: boolean; onStart: () => void }): JSX.Element {
  return (
    <section class="panel">
      <Empty title="This machine is not recorded" command="vigil serve --monitor">
        CPU, memory, GPUs, disks, network and the processes that use most, once a second, with history. {mayChange ? "Begin here, or let the server begin by itself:" : "An operator may begin here, or the server begins by itself:"}
      </Empty>
      {mayChange && (
        <div class="machine-start">
          <button onClick={onStart}>Start monitoring</button>
        </div>
      )}
    </section>
  );
}

function describe(monitoring: Monitoring, machine: Machine | undefined): string {
  const every = monitoring.interval_seconds === null ? "" : `, every ${duration(monitoring.interval_seconds)}`;
  const from = monitoring.since === null ? "" : ` since ${instant(monitoring.since)}`;
  switch (monitoring.state) {
    case "recording":
      return `recorded${from}${every}`;
    case "elsewhere":
      return `recorded by another server (process ${monitoring.recorder_pid})${from}${every}`;
    default:
      return machine?.live && machine.source === "run" ? "as a run that goes on sees it" : machine?.at ? `not recorded now; last seen ${instant(machine.at)}` : "not recorded";
  }
}
