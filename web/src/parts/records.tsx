import type { JSX } from "preact";
import { instant } from "../format/time";
import { bytes, duration, number, percent } from "../format/units";
import { settingValue, title } from "../format/values";
import { CsvButton } from "./download";
import { Panel } from "./panel";

type Row = Record<string, unknown>;

const mostColumns = 10;

/** Records of one kind as a table: a column for each member, shown by what its name says it is. */
export function RecordsPanel({ name, rows }: { name: string; rows: Row[] }): JSX.Element {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => rows.some((row) => row[column] !== null && typeof row[column] !== "object"));
  const shown = columns.slice(0, mostColumns);
  const isNumeric = (column: string): boolean => rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === "number");
  return (
    <Panel title={name} flush actions={<CsvButton name={name.toLowerCase()} header={columns} rows={() => rows.map((row) => columns.map((column) => cell(row[column])))} />}>
      <table>
        <thead>
          <tr>
            {shown.map((column) => (
              <th key={column} class={isNumeric(column) ? "number" : ""}>
                {title(column.replace(/_(bytes|percent|seconds|ms)$/, ""))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={String(row["id"] ?? row["device_id"] ?? i)}>
              {shown.map((column) => (
                <td key={column} class={isNumeric(column) ? "number" : ""}>
                  {shownAs(column, row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function shownAs(column: string, value: unknown): string {
  if (value === null || value === undefined) {
    return "–";
  }
  if (typeof value === "boolean") {
    return value ? "yes" : "no";
  }
  if (typeof value !== "number") {
    return settingValue(value);
  }
  if (/_at$|^t$|timestamp|_seen$|^since$/.test(column)) {
    return instant(value);
  }
  return column.endsWith("_bytes") ? bytes(value) : /percent/.test(column) ? percent(value) : column.endsWith("_ms") ? duration(value / 1000) : /seconds|^duration/.test(column) ? duration(value) : number(value);
}

function cell(value: unknown): string | number | boolean | null {
  return value === null || value === undefined ? null : typeof value === "object" ? JSON.stringify(value) : (value as string | number | boolean);
}

/** The records in an answer, whichever member they stand in: a list itself, or the first list or map of objects. */
export function recordsIn(answer: unknown, ...members: string[]): Row[] {
  const candidates = Array.isArray(answer) ? [answer] : members.map((member) => (answer as Row | null | undefined)?.[member]);
  for (const candidate of candidates) {
    const list = Array.isArray(candidate) ? candidate : candidate && typeof candidate === "object" ? Object.entries(candidate).map(([id, row]) => ({ id, ...(row as Row) })) : [];
    const rows = list.filter((row): row is Row => typeof row === "object" && row !== null);
    if (rows.length > 0) {
      return rows;
    }
  }
  return [];
}
