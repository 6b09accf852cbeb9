import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { address } from "../../api/client";
import { useGet } from "../../api/use";
import { bytes, number, percent, quantity } from "../../format/units";
import { CsvButton } from "../../parts/download";
import { Panel } from "../../parts/panel";
import type { MachineProcess } from "./types";

const orders = [
  ["cpu", "CPU"],
  ["memory", "Memory"],
  ["gpu", "GPU memory"],
  ["io", "Disk traffic"],
] as const;

/** Who uses most of the machine now. */
export function ProcessesPanel({ turn }: { turn: number }): JSX.Element {
  const [order, setOrder] = useState("cpu");
  const { data, problem } = useGet<{ processes: MachineProcess[] }>(address("/api/v1/machine/processes", { order, limit: 20 }), turn);
  const processes = data?.processes ?? [];
  const hasGpu = processes.some((one) => one.gpu_memory_bytes !== null);
  return (
    <Panel
      title="Top processes"
      flush
      actions={
        <>
          <select aria-label="Order" value={order} onChange={(event) => setOrder(event.currentTarget.value)}>
            {orders.map(([value, text]) => (
              <option key={value} value={value}>
                by {text}
              </option>
            ))}
          </select>
          <CsvButton
            name="machine-processes"
            header={["pid", "name", "cpu_percent", "memory_bytes", "gpu_memory_bytes", "read_bytes_per_second", "written_bytes_per_second", "threads", "command_line"]}
            rows={() => processes.map((one) => [one.pid, one.name, one.cpu_percent, one.memory_bytes, one.gpu_memory_bytes, one.read_bytes_per_second, one.written_bytes_per_second, one.threads, one.command_line])}
          />
        </>
      }
    >
      <div class="capped" tabIndex={0} role="region" aria-label="Table of processes">
        <table>
          <thead>
            <tr>
              <th>Process</th>
              <th class="number">CPU</th>
              <th class="number">Memory</th>
              {hasGpu && <th class="number">GPU memory</th>}
              <th class="number wide-only">Read</th>
              <th class="number wide-only">Written</th>
              <th class="number wide-only">Threads</th>
              <th class="wide-only">Command</th>
            </tr>
          </thead>
          <tbody>
            {processes.map((one) => (
              <tr key={one.pid}>
                <td>
                  {one.name} <span class="mono muted">{one.pid}</span>
                </td>
                <td class="number">{percent(one.cpu_percent)}</td>
                <td class="number">{bytes(one.memory_bytes)}</td>
                {hasGpu && <td class="number">{bytes(one.gpu_memory_bytes)}</td>}
                <td class="number wide-only">{quantity(one.read_bytes_per_second, "By/s")}</td>
                <td class="number wide-only">{quantity(one.written_bytes_per_second, "By/s")}</td>
                <td class="number wide-only">{number(one.threads)}</td>
                <td class="wide-only mono clip" title={one.command_line ?? ""}>
                  {one.command_line}
                </td>
              </tr>
            ))}
            {processes.length === 0 && (
              <tr>
                <td colSpan={8} class="muted">
                  {problem ? problem.message : "No process was chosen yet: the first ranking comes with the first samples."}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
