#!/usr/bin/env python3
"""Prints what Lightning's progress bar prints: a bar per epoch on standard error, with a validation bar in between."""

import argparse
import sys
import time

from meter import meter


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=2, help="epochs (default 2)")
    parser.add_argument("--steps", type=int, default=20, help="steps in one epoch (default 20)")
    parser.add_argument("--delay", type=float, default=0.05, metavar="S", help="seconds that a step takes (0.05)")
    parser.add_argument(
        "--lightning", type=int, choices=(1, 2), default=2, help="major version whose layout to print (default 2)"
    )
    return parser.parse_args()


def draw(text: str) -> None:
    sys.stderr.write("\r" + text)
    sys.stderr.flush()


def postfix(version: int, loss: float) -> str:
    return "loss=%.3g, v_num=0" % loss if version == 1 else "v_num=0, train_loss=%.3f" % loss


def validate(delay: float, batches: int = 4) -> None:
    """The bar of a validation, which Lightning takes away again when it is through."""
    start = time.monotonic()
    text = ""
    for i in range(batches + 1):
        text = meter(i, batches, time.monotonic() - start, "Validation DataLoader 0: ", invert=False)
        draw(text)
        time.sleep(delay)
    draw(" " * len(text))
    draw("")


def main() -> None:
    options = parse_arguments()
    for epoch in range(options.epochs):
        start = time.monotonic()
        values = ""
        for i in range(options.steps + 1):
            draw(meter(i, options.steps, time.monotonic() - start, "Epoch %d: " % epoch, values, invert=False))
            if i < options.steps:
                time.sleep(options.delay)
                values = postfix(options.lightning, 2.5 / (1 + 0.1 * (epoch * options.steps + i + 1)))
        sys.stderr.write("\n")
        validate(options.delay)
    print("`Trainer.fit` stopped: `max_epochs=%d` reached." % options.epochs)


if __name__ == "__main__":
    main()
