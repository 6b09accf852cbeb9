#!/usr/bin/env python3
"""Prints what Hugging Face's Trainer prints: a dict of numbers every few steps, evaluations, and a summary."""

import argparse
import math
import time
from typing import Dict, Union


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=20, help="steps, one dict each (default 20)")
    parser.add_argument("--delay", type=float, default=0.05, metavar="S", help="seconds that a step takes (0.05)")
    parser.add_argument("--epochs", type=int, default=2, help="epochs that the steps make up (default 2)")
    parser.add_argument(
        "--transformers", type=int, choices=(4, 5), default=4,
        help="major version whose layout to print: 5 quotes the values (default 4)",
    )
    parser.add_argument("--nan-at", type=int, default=0, metavar="STEP", help="the loss is NaN from this step on")
    return parser.parse_args()


def show(numbers: Dict[str, float], version: int) -> None:
    shown: Dict[str, Union[float, str]] = dict(numbers)
    if version == 5:
        shown = {name: "%.4g" % value for name, value in numbers.items()}
    print(shown, flush=True)


def main() -> None:
    options = parse_arguments()
    start = time.monotonic()
    losses = []
    for step in range(1, options.steps + 1):
        time.sleep(options.delay)
        loss = math.nan if options.nan_at and step >= options.nan_at else 2.9043 / (1 + 0.05 * step)
        losses.append(loss)
        epoch = round(options.epochs * step / options.steps, 2)
        numbers = {
            "loss": round(loss, 4), "grad_norm": loss * 1.5, "learning_rate": 5e-5 * (1 - step / options.steps),
            "epoch": epoch,
        }
        show(numbers, options.transformers)
        if options.epochs * step // options.steps > options.epochs * (step - 1) // options.steps:
            evaluation = {
                "eval_loss": loss * 1.1, "eval_runtime": 0.5012, "eval_samples_per_second": 199.52,
                "eval_steps_per_second": 24.94, "epoch": epoch,
            }
            show(evaluation, options.transformers)
    seconds = max(time.monotonic() - start, 1e-3)
    summary = {
        "train_runtime": round(seconds, 4), "train_samples_per_second": round(8 * options.steps / seconds, 3),
        "train_steps_per_second": round(options.steps / seconds, 3), "train_loss": sum(losses) / max(1, len(losses)),
        "epoch": float(options.epochs),
    }
    show(summary, options.transformers)


if __name__ == "__main__":
    main()
