import type { ProcessItem, SeriesAnswer } from "../../api/types";

interface Column {
  answer: SeriesAnswer;
  values: (number | null)[];
}

/** What processes used at an instant, out of answers that may differ in their buckets. */
export class Readings {
  private readonly columns = new Map<string, Column>();
  private readonly end: number;

  /** @param patience Seconds for which a reading holds: buckets may be narrower than the interval of samples. */
  constructor(
    answers: (SeriesAnswer | undefined)[],
    private readonly patience: number,
  ) {
    for (const answer of answers) {
      for (const line of answer?.series ?? []) {
        this.columns.set(`${line.key} ${line.metric}`, { answer: answer!, values: line.mean });
      }
    }
    this.end = Math.max(0, ...answers.map((answer) => (answer?.t.at(-1) ?? 0) / 1000));
  }

  /** Whether a process lived at an instant; null is the latest one. */
  holds(process: ProcessItem, at: number | null): boolean {
    const moment = at ?? this.end;
    return moment >= process.first_seen - this.patience && moment <= process.last_seen + this.patience;
  }

  /** The reading that held at an instant. */
  at(key: string, metric: string, at: number | null): number | null {
    const column = this.columns.get(`${key} ${metric}`);
    if (!column) {
      return null;
    }
    const { answer, values } = column;
    const last = at === null ? values.length - 1 : Math.min(values.length - 1, Math.floor((at * 1000 - (answer.t[0] ?? 0)) / answer.step_ms));
    const farthest = Math.max(0, last - Math.ceil((this.patience * 1000) / answer.step_ms));
    for (let i = last; i >= farthest; i--) {
      const value = values[i];
      if (value !== null && value !== undefined) {
        return value;
      }
    }
    return null;
  }
}
