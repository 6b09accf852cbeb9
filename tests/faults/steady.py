"""A training that goes well."""

import argparse
import time

from regression import Regression, compute, say


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--compute", type=float, default=0.02, help="CPU seconds that one step takes")
    parser.add_argument("--pause", type=float, default=0.03, help="seconds that one step waits for an accelerator")
    parser.add_argument("--quiet-first", type=float, default=0, help="seconds before the first step")
    options = parser.parse_args()
    print("Training for %d steps" % options.steps, flush=True)
    time.sleep(options.quiet_first)
    model = Regression()
    for step in range(1, options.steps + 1):
        compute(options.compute)
        time.sleep(options.pause)
        loss, norm = model.step(batch_size=options.batch_size)
        say(step, options.steps, loss, norm)
    print("Training finished", flush=True)


if __name__ == "__main__":
    main()
