import type { JSX } from "preact";
import { useState } from "preact/hooks";

const shownMilliseconds = 1500;

/** Browsers keep the clipboard from pages that came over plain HTTP from another machine; a selection can be copied there too. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const area = document.createElement("textarea");
  area.value = text;
  // Inside an open dialog: what is outside cannot be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** Copies a text, and says so for a moment without changing its width. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <button
      class="small copy"
      onClick={() => {
        void copy(text).then(() => {
          setCopied(true);
          setTimeout(() => setCopied(false), shownMilliseconds);
        });
      }}
    >
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </button>
  );
}
