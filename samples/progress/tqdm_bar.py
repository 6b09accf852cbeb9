#!/usr/bin/env python3
"""A training loop that shows a tqdm bar with its loss, on standard error.

Uses tqdm where it can be imported; otherwise writes the same bytes by itself.
"""

import argparse
import sys
import time
from typing import Any, Iterator

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None

from meter import meter


class PlainBar:
    """As much of tqdm as is used below."""

    INTERVAL_SECONDS = 0.1
    """tqdm redraws no more often than this."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._postfix = total, 0, ""
        self._start = time.monotonic()
        self._drawn_at, self._width = 0.0, 0

    def __iter__(self) -> Iterator[int]:
        self._draw()
        for i in range(self._total):
            yield i
            self._done += 1
            if time.monotonic() - self._drawn_at >= self.INTERVAL_SECONDS:
                self._draw()
        self._draw()
        sys.stderr.write("\n")

    def set_postfix(self, **values: Any) -> None:
        self._postfix = ", ".join("%s=%s" % pair for pair in values.items())

    def _draw(self) -> None:
        self._drawn_at = time.monotonic()
        text = meter(self._done, self._total, self._drawn_at - self._start, postfix=self._postfix)
        sys.stderr.write("\r" + text + " " * max(0, self._width - len(text)))
        sys.stderr.flush()
        self._width = len(text)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=50, help="steps to show (default 50)")
    parser.add_argument("--delay", type=float, default=0.05, metavar="S", help="seconds that a step takes (0.05)")
    parser.add_argument("--plain", action="store_true", help="do not use tqdm, even if it is there")
    return parser.parse_args()


def loss_at(step: int) -> float:
    return 2.5 / (1 + 0.1 * step)


def main() -> None:
    options = parse_arguments()
    bar = PlainBar(options.steps) if tqdm is None or options.plain else tqdm(range(options.steps))
    for i in bar:
        time.sleep(options.delay)
        more = {} if tqdm is None or options.plain else {"refresh": False}
        bar.set_postfix(loss="%.4f" % loss_at(i + 1), lr="%.1e" % 1e-4, **more)


if __name__ == "__main__":
    main()
