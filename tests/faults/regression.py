"""A training small enough for tests and yet real: gradient descent on a linear model, in plain Python."""

import math
import random
import time


class Regression:
    """Fits a line through noisy points of eight dimensions."""

    def __init__(self, seed=7, noise=0.3):
        self._random = random.Random(seed)
        self._noise = noise
        self._truth = [self._random.gauss(0, 1) for _ in range(8)]
        self._weights = [0.0] * 8

    def step(self, rate=0.02, batch_size=16):
        """One step. Returns the loss and the norm of the gradient."""
        gradient, loss = [0.0] * 8, 0.0
        for _ in range(batch_size):
            x = [self._random.gauss(0, 1) for _ in range(8)]
            wanted = sum(a * b for a, b in zip(self._truth, x)) + self._random.gauss(0, self._noise)
            error = sum(a * b for a, b in zip(self._weights, x)) - wanted
            loss += error * error / batch_size
            gradient = [g + 2 * error * v / batch_size for g, v in zip(gradient, x)]
        self._weights = [w - rate * g for w, g in zip(self._weights, gradient)]
        return loss, math.sqrt(sum(g * g for g in gradient))


def say(step, steps, loss, norm, rate=0.02):
    of = "/%d" % steps if steps else ""
    print("step=%d%s loss=%.4f lr=%.1e grad_norm=%.3f" % (step, of, loss, rate, norm), flush=True)


def train(steps, pause=0.05, each=None, total=None):
    """Trains, and calls `each` with the number of every step. Total: steps that are announced; 0: none are."""
    model = Regression()
    for step in range(1, steps + 1):
        loss, norm = model.step()
        say(step, steps if total is None else total, loss, norm)
        if each:
            each(step)
        time.sleep(pause)


def compute(seconds):
    """Computes for so long, as a forward and a backward pass would: CPU time, not time on the clock."""
    end = time.thread_time() + seconds
    value = 0.0
    while time.thread_time() < end:
        for i in range(2000):
            value += math.sin(i)
    return value
