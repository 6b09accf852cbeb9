/** Quantities as people write them: three digits, binary sizes, one unit. */

const sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const thousands = ["", " k", " M", " G", " T"];

/** What stands where nothing is known. */
export const unknown = "–";

export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return unknown;
  }
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(2).replace("e+", "e").replace("-", "−");
  }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
  return value.toFixed(digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace("-", "−");
}

export function bytes(value: number | null | undefined): string {
  return scaled(value, 1024, sizes, " ");
}

export function count(value: number | null | undefined): string {
  return scaled(value, 1000, thousands, "");
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? unknown : `${value < 10 && value > -10 ? number(Math.round(value * 10) / 10) : String(Math.round(value)).replace("-", "−")} %`;
}

/** Seconds as 850 ms, 12.3 s, 4 min 05 s, 3 h 07 min, 2 d 4 h. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return unknown;
  }
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  if (seconds < 60) {
    return `${number(Math.round(seconds * 10) / 10)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${pad(Math.floor(seconds % 60))} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${pad(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A value in a UCUM unit. */
export function quantity(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) {
    return unknown;
  }
  switch (unit) {
    case "By":
      return bytes(value);
    case "By/s":
      return `${bytes(value)}/s`;
    case "%":
      return percent(value);
    case "s":
      return duration(value);
    case "s/s":
      return percent(value * 100);
    case "Cel":
      return `${number(value)} °C`;
    case "W":
      return `${number(value)} W`;
    case "Hz":
      return `${count(value)}Hz`;
    case "1":
      return number(value);
    case "1/s":
      return `${number(value)}/s`;
    default:
      // What stands in braces says what is counted, and is no unit: of {token}/s the rest is.
      return unit.startsWith("{") ? `${number(value)}${unit.replace(/^\{[^}]*\}/, "")}` : `${number(value)} ${unit}`;
  }
}

function scaled(value: number | null | undefined, base: number, names: string[], blank: string): string {
  if (value === null || value === undefined) {
    return unknown;
  }
  let step = 0;
  let rest = value;
  while (Math.abs(rest) >= base && step < names.length - 1) {
    rest /= base;
    step++;
  }
  const digits = step === 0 || Math.abs(rest) >= 100 ? 0 : Math.abs(rest) >= 10 ? 1 : 2;
  return `${rest.toFixed(digits).replace("-", "−")}${blank}${names[step]}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
