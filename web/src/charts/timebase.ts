import type { StepsAnswer } from "../api/types";

/** Turns instants into steps and back, by the steps that the run told: between two of them in a straight line. */
export class Timebase {
  private readonly times: number[];
  private readonly steps: number[];

  constructor(answer: StepsAnswer | undefined) {
    const times: number[] = [];
    const steps: number[] = [];
    answer?.t.forEach((t, i) => {
      const step = answer.step[i]!;
      // A resumed run goes back in steps: the axis goes on from the highest.
      if (times.length === 0 || (t > times.at(-1)! && step > steps.at(-1)!)) {
        times.push(t);
        steps.push(step);
      }
    });
    this.times = times;
    this.steps = steps;
  }

  /** Whether there is anything to go by. */
  get isKnown(): boolean {
    return this.steps.length > 1;
  }

  /** The first and the last step; undefined where nothing is known. */
  get ends(): [number, number] | undefined {
    return this.isKnown ? [this.steps[0]!, this.steps.at(-1)!] : undefined;
  }

  /** The step at an instant, with its fraction; null before the first and after the last. */
  stepAt(time: number): number | null {
    return between(this.times, this.steps, time);
  }

  /** The instant of a step, held to the ends. */
  timeAt(step: number): number {
    const first = this.steps[0] ?? 0;
    const last = this.steps.at(-1) ?? 0;
    return between(this.steps, this.times, Math.min(last, Math.max(first, step))) ?? step;
  }
}

function between(from: number[], to: number[], at: number): number | null {
  if (from.length < 2 || at < from[0]! || at > from.at(-1)!) {
    return null;
  }
  let low = 0;
  let high = from.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= at) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return to[low]! + ((to[high]! - to[low]!) * (at - from[low]!)) / (from[high]! - from[low]!);
}
