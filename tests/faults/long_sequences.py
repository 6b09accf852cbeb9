"""Activations grow with batch size and sequence length; one long batch is more than the memory there is."""

import argparse
import time

from regression import Regression, say

MEBIBYTE = 1 << 20


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--mb-per-sample", type=int, default=12, help="for the longest sequence")
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args()
    model = Regression()
    for step in range(1, options.steps + 1):
        length = 1.0 if step == 40 else 0.3 + 0.05 * (step % 4)
        activations = []
        for _ in range(options.batch_size):
            activations += [b"\x01" * MEBIBYTE for _ in range(int(options.mb_per_sample * length))]
            time.sleep(0.01)
        loss, norm = model.step(batch_size=options.batch_size)
        say(step, options.steps, loss, norm)
        del activations


if __name__ == "__main__":
    main()
