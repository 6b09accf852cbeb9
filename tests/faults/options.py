"""Knows only the options that it knows."""

import argparse

from regression import train

parser = argparse.ArgumentParser()
parser.add_argument("--learning-rate", type=float, default=0.02)
parser.add_argument("--steps", type=int, default=100)
options = parser.parse_args()
train(options.steps)
