/** A setting's value as people write it: text bare, lists and maps as JSON. */
export function settingValue(value: unknown): string {
  if (value === null || value === undefined) {
    return "not set";
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Words of a snake-case name, the first one capital. */
export function title(identifier: string): string {
  const text = words(identifier);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words of a snake-case name. */
export function words(identifier: string): string {
  return identifier.replaceAll("_", " ");
}
