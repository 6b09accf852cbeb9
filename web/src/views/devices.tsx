import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useGet } from "../api/use";
import { ago } from "../format/time";
import { percent } from "../format/units";
import { words } from "../format/values";
import { Empty } from "../parts/empty";
import { Panel } from "../parts/panel";
import { useLocation } from "../router";
import { Gauges } from "./machine/gauges";
import { History } from "./machine/history";
import "./machine/machine.css";
import type { Machine } from "./machine/types";

interface Device {
  device_id: string;
  state: "healthy" | "unhealthy" | "stale" | "lost" | "stopped";
  last_seen: number;
  run_id: string;
  roles: string[];
  model_loaded: string | null;
  assigned_layers: number[];
  cpu_percent: number | null;
  memory_percent: number | null;
  gpu_utilization_percent: number | null;
  clock_offset_seconds: number | null;
  lost_items: number;
}

interface DeviceDetail extends Device {
  machine: Machine;
}

const refreshMilliseconds = 2000;
const levels = { healthy: "good", unhealthy: "warning", stale: "warning", lost: "critical", stopped: "" };

/** Machines that report, or did: all of them, or the one that the address names. */
export default function DevicesView(): JSX.Element {
  const { query, setQuery } = useLocation();
  const name = query.get("name");
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((count) => count + 1), refreshMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="view" id="content">
      <div class="row">
        <h1 class="grow">{name ?? "Devices"}</h1>
        {name !== null && (
          <button type="button" onClick={() => setQuery({ name: null, window: null, from: null, to: null }, true)}>
            All devices
          </button>
        )}
      </div>
      {name === null ? <Fleet turn={turn} onPick={(picked) => setQuery({ name: picked }, true)} /> : <One name={name} turn={turn} />}
    </main>
  );
}

function Fleet({ turn, onPick }: { turn: number; onPick: (name: string) => void }): JSX.Element {
  const { data, problem } = useGet<{ devices: Device[] }>("/api/v1/devices", turn);
  if (problem && !data) {
    return <p class="notice critical">{problem.message}</p>;
  }
  if (data?.devices.length === 0) {
    return (
      <section class="panel">
        <Empty title="No device reports" command="vigil agent --to http://this-server:7070 --token-file FILE">
          Machines report by themselves once an agent runs on them; this one does with vigil serve --monitor.
        </Empty>
      </section>
    );
  }
  return (
    <Panel title="All devices" flush>
      <table>
        <thead>
          <tr>
            <th>Device</th>
            <th>State</th>
            <th>Last seen</th>
            <th class="number">CPU</th>
            <th class="number">Memory</th>
            <th class="number">GPU</th>
            <th>Roles</th>
            <th>Model</th>
            <th class="number">Layers</th>
            <th class="number">Lost</th>
          </tr>
        </thead>
        <tbody>
          {data?.devices.map((device) => (
            <tr key={device.device_id}>
              <td>
                <button type="button" class="plain" onClick={() => onPick(device.device_id)}>
                  {device.device_id}
                </button>
              </td>
              <td>
                <State device={device} />
              </td>
              <td>{ago(device.last_seen)}</td>
              <td class="number">{percent(device.cpu_percent)}</td>
              <td class="number">{percent(device.memory_percent)}</td>
              <td class="number">{percent(device.gpu_utilization_percent)}</td>
              <td>{device.roles.join(", ")}</td>
              <td>{device.model_loaded ?? ""}</td>
              <td class="number">{device.assigned_layers.length || ""}</td>
              <td class="number">{device.lost_items || ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function One({ name, turn }: { name: string; turn: number }): JSX.Element {
  const root = `/api/v1/devices/${encodeURIComponent(name)}`;
  const { data: device, problem } = useGet<DeviceDetail>(root, turn);
  if (!device) {
    return problem ? <p class="notice critical">{problem.message}</p> : <p class="muted">…</p>;
  }
  return (
    <>
      <p>
        <State device={device} /> <span class="muted">last seen {ago(device.last_seen)}</span>
        {device.clock_offset_seconds !== null && device.clock_offset_seconds !== 0 && <span class="muted">, its clock corrected by {device.clock_offset_seconds} s</span>}
        {device.roles.length > 0 && <span>, {device.roles.join(", ")}</span>}
        {device.model_loaded && (
          <span>
            , {device.model_loaded} {device.assigned_layers.length > 0 && `(layers ${device.assigned_layers.join(", ")})`}
          </span>
        )}
      </p>
      {device.lost_items > 0 && <p class="notice warning">{device.lost_items} items were lost: the device's buffer was full while this server was away.</p>}
      <Gauges machine={device.machine} />
      {device.machine.at !== null && <History root={root} at={device.machine.at} hasGpu={device.machine.gpus.length > 0} />}
    </>
  );
}

function State({ device }: { device: Device }): JSX.Element {
  return <span class={`badge ${levels[device.state]}`}>{words(device.state)}</span>;
}
