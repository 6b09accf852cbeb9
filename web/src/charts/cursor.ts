/** Where the cursor of the charts stands, for what follows it without drawing the whole view again: told once a frame. */
export class Cursor {
  /** Seconds since the epoch; null when it is on no chart. */
  private at: number | null = null;
  private frame = 0;
  private readonly watchers = new Set<(at: number | null) => void>();

  move(at: number | null): void {
    // Charts that move in step each say it, at the nearest position that they have.
    if (at !== this.at) {
      this.at = at;
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        this.watchers.forEach((watcher) => watcher(this.at));
      });
    }
  }

  watch(watcher: (at: number | null) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }
}
