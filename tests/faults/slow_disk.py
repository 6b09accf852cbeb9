"""Reads every batch from a file that is never in the page cache."""

import argparse
import os

from regression import Regression, say


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--batch-kb", type=int, default=256)
    parser.add_argument("--steps", type=int, default=60)
    options = parser.parse_args()
    size, chunk = 32 << 20, options.batch_kb << 10
    with open(options.data, "wb") as file:
        for _ in range(size >> 20):
            file.write(os.urandom(1 << 20))
        file.flush()
        os.fsync(file.fileno())
    data = os.open(options.data, os.O_RDONLY)
    os.posix_fadvise(data, 0, 0, os.POSIX_FADV_RANDOM)
    model = Regression()
    for step in range(1, options.steps + 1):
        os.posix_fadvise(data, 0, 0, os.POSIX_FADV_DONTNEED)
        os.pread(data, chunk, (step * 7919 * chunk) % (size - chunk))
        loss, norm = model.step()
        say(step, options.steps, loss, norm)


if __name__ == "__main__":
    main()
