/** Where the cursor of the charts stands, for what follows it without drawing the whole view again. */
export class Cursor {
  /** Seconds since the epoch; null when it is on no chart. */
  private at: number | null = null;
  private readonly watchers = new Set<(at: number | null) => void>();

  move(at: number | null): void {
    if (at !== this.at) {
      this.at = at;
      this.watchers.forEach((watcher) => watcher(at));
    }
  }

  watch(watcher: (at: number | null) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }
}
