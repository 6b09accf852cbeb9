"""Touches more memory at every step than may stay in RAM."""

import argparse

from regression import Regression, say


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mb", type=int, default=120)
    parser.add_argument("--steps", type=int, default=60)
    options = parser.parse_args()
    held = bytearray(options.mb << 20)
    model = Regression()
    for step in range(1, options.steps + 1):
        for place in range(0, len(held), 4096):
            held[place] = step & 255
        loss, norm = model.step()
        say(step, options.steps, loss, norm)


if __name__ == "__main__":
    main()
