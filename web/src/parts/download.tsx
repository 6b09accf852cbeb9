import type { JSX } from "preact";

export type Cell = string | number | boolean | null | undefined;

/** Comma-separated values as spreadsheets read them (RFC 4180). */
export function csv(header: string[], rows: Iterable<Cell[]>): string {
  const lines = [header.map(quoted).join(",")];
  for (const row of rows) {
    lines.push(row.map(quoted).join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

export function download(name: string, text: string, type = "text/csv"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Saves what a table or chart shows. */
export function CsvButton({ name, header, rows }: { name: string; header: string[]; rows: () => Iterable<Cell[]> }): JSX.Element {
  return (
    <button class="small" aria-label={`Export ${name} as CSV`} onClick={() => download(`${name}.csv`, csv(header, rows()))}>
      CSV
    </button>
  );
}

function quoted(cell: Cell): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
