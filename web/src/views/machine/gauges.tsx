import type { JSX } from "preact";
import { Gauge } from "../../charts/gauge";
import { bytes, number, percent, quantity } from "../../format/units";
import type { Gpu, Machine } from "./types";

/** The machine now: what is used of everything that can run out. */
export function Gauges({ machine }: { machine: Machine }): JSX.Element {
  const { cpu, memory, swap, pressure } = machine;
  return (
    <div class="gauges" role="group" aria-label="Now">
      {cpu && <Gauge name="CPU" text={percent(cpu.utilization_percent)} share={part(cpu.utilization_percent, 100)} detail={`load ${cpu.load.map(number).join("  ")}`} />}
      {memory && (
        <Gauge
          name={memory.of === "container" ? "Memory of the container" : "Memory"}
          text={bytes(memory.used_bytes)}
          share={part(memory.used_bytes, memory.total_bytes)}
          detail={`of ${bytes(memory.total_bytes)}, ${bytes(memory.cached_bytes)} cached`}
        />
      )}
      {swap && (swap.total_bytes ?? 0) > 0 && <Gauge name="Swap" text={bytes(swap.used_bytes)} share={part(swap.used_bytes, swap.total_bytes)} detail={`of ${bytes(swap.total_bytes)}`} />}
      {machine.gpus.map((gpu) => (
        <GpuGauge key={gpu.key} gpu={gpu} />
      ))}
      {machine.file_systems.map(({ path, free_bytes, total_bytes }) => (
        <Gauge key={path} name={`Space in ${path}`} text={bytes(free_bytes)} share={free_bytes === null ? null : part((total_bytes ?? 0) - free_bytes, total_bytes)} detail={`free of ${bytes(total_bytes)}`} />
      ))}
      {machine.disks.map((disk) => (
        <Gauge
          key={disk.name}
          name={`Disk ${disk.name}`}
          text={percent(disk.busy_percent)}
          share={part(disk.busy_percent, 100)}
          detail={`busy, ${quantity(disk.read_bytes_per_second, "By/s")} read, ${quantity(disk.written_bytes_per_second, "By/s")} written`}
        />
      ))}
      {machine.networks.length > 0 && (
        <Gauge
          name="Network"
          text={quantity(sum(machine.networks.map((network) => network.received_bytes_per_second)), "By/s")}
          share={null}
          detail={`received, ${quantity(sum(machine.networks.map((network) => network.sent_bytes_per_second)), "By/s")} sent`}
        />
      )}
      {pressure && pressure.cpu_some_percent !== null && (
        <Gauge
          name="Pressure"
          text={percent(Math.max(pressure.cpu_some_percent, pressure.memory_some_percent ?? 0, pressure.io_some_percent ?? 0))}
          share={part(Math.max(pressure.cpu_some_percent, pressure.memory_some_percent ?? 0, pressure.io_some_percent ?? 0), 100)}
          detail={`CPU ${percent(pressure.cpu_some_percent)}, memory ${percent(pressure.memory_some_percent)}, I/O ${percent(pressure.io_some_percent)}`}
        />
      )}
    </div>
  );
}

/** Every core as a bar, so that one busy core among many is seen. */
export function Cores({ machine }: { machine: Machine }): JSX.Element | null {
  const cores = machine.cpu?.cores ?? [];
  return cores.length === 0 ? null : (
    <ul class="cores" aria-label="CPU cores">
      {cores.map((core) => (
        <li key={core.name} title={`${core.name}: ${percent(core.utilization_percent)}`} aria-label={`${core.name}, ${percent(core.utilization_percent)}`}>
          <svg viewBox="0 0 10 40" preserveAspectRatio="none" aria-hidden="true">
            <rect class="whole" width="10" height="40" />
            <rect y={40 - (core.utilization_percent ?? 0) * 0.4} width="10" height={(core.utilization_percent ?? 0) * 0.4} />
          </svg>
        </li>
      ))}
    </ul>
  );
}

function GpuGauge({ gpu }: { gpu: Gpu }): JSX.Element {
  const facts = [
    gpu.memory_used_bytes === null ? null : `${bytes(gpu.memory_used_bytes)} of ${bytes(gpu.memory_total_bytes)}`,
    gpu.temperature_celsius === null ? null : quantity(gpu.temperature_celsius, "Cel"),
    gpu.power_watts === null ? null : quantity(gpu.power_watts, "W"),
  ];
  return <Gauge name={`GPU ${gpu.index ?? gpu.key}${gpu.model ? `, ${gpu.model}` : ""}`} text={percent(gpu.utilization_percent)} share={part(gpu.memory_used_bytes, gpu.memory_total_bytes)} detail={facts.filter((fact) => fact !== null).join(", ")} />;
}

function part(value: number | null, whole: number | null): number | null {
  return value === null || !whole ? null : value / whole;
}

function sum(values: (number | null)[]): number | null {
  return values.reduce<number | null>((total, value) => (value === null ? total : (total ?? 0) + value), null);
}
