#!/usr/bin/env python3
"""Train a small neural network on two spirals, on nothing but Python 3.8 or newer.

    python3 samples/train_mlp.py                    # about half a minute on one core
    python3 samples/train_mlp.py --epochs 400       # minutes
    ./vigil run -- python3 samples/train_mlp.py     # the same, recorded

A real training run, only a small one: a multilayer perceptron, backpropagation, Adam, a learning rate that warms
up and decays, a validation split, checkpoints. It knows nothing of Vigil unless --client is given: Vigil reads what
it prints.
"""

import argparse
import json
import math
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import deque
from operator import mul
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

Point = Tuple[float, float, float]  # x, y, and the class: 0 or 1
Vector = List[float]

LEAK = 0.1
"""Slope of the leaky ReLU left of zero."""


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--epochs", type=int, default=120, help="passes over the training data")
    parser.add_argument("--hidden", type=int, default=20, help="neurons in each of the two hidden layers")
    parser.add_argument("--samples", type=int, default=2000, help="points in the data; a fifth is for validation")
    parser.add_argument("--batch-size", type=int, default=32, help="points in one step")
    parser.add_argument("--lr", type=float, default=1e-2, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=7, help="seed of data, weights and order")
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare batches; 0: the main process")
    parser.add_argument(
        "--checkpoint-dir",
        default=os.path.join(tempfile.gettempdir(), "train_mlp"),
        help="folder of the checkpoint file; 'none': save nothing",
    )
    parser.add_argument("--checkpoint-every", type=int, default=10, metavar="EPOCHS", help="epochs between checkpoints")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint, if there is one")
    parser.add_argument("--log-every", type=int, default=10, metavar="STEPS", help="steps between two progress reports")
    parser.add_argument(
        "--progress",
        choices=("plain", "bar", "dict"),
        default="plain",
        help="lines of name=value, a progress bar, or dicts as Hugging Face prints them",
    )
    parser.add_argument("--diverge", action="store_true", help="train with far too high a rate, until the loss is NaN")
    parser.add_argument("--client", action="store_true", help="also report each step through clients/python/vigil.py")
    options = parser.parse_args(arguments)
    faults = [
        "--%s must be at least %d" % (name.replace("_", "-"), least)
        for name, least in (
            ("epochs", 1), ("hidden", 1), ("samples", 10), ("batch_size", 1), ("workers", 0),
            ("checkpoint_every", 1), ("log_every", 1),
        )
        if getattr(options, name) < least
    ]
    if not options.lr > 0:
        faults.append("--lr must be above 0")
    if faults:
        parser.error("; ".join(faults))
    return options


# ---- Data ----------------------------------------------------------------------------------------------------


def spirals(count: int, source: random.Random) -> List[Point]:
    """Points on two spirals wound into each other, in random order."""
    points = []
    for i in range(count):
        label = i % 2
        turn = math.sqrt(source.random()) * 3.0 * math.pi
        angle = turn + label * math.pi
        radius = turn / (3.0 * math.pi)
        points.append((radius * math.cos(angle), radius * math.sin(angle), float(label)))
    source.shuffle(points)
    return points


def augmented(points: Sequence[Point], seed: int) -> List[Point]:
    """The points, each moved a little: a batch never looks the same twice."""
    source = random.Random(seed)
    return [(x + source.gauss(0, 0.01), y + source.gauss(0, 0.01), label) for x, y, label in points]


def _augmented_in_worker(task: Tuple[List[Point], int]) -> List[Point]:
    return augmented(*task)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the main process ends the workers.


class BatchSource:
    """Yields the batches of an epoch, prepared here or by worker processes."""

    AHEAD_PER_WORKER = 2
    """Batches that each worker may be ahead of the training."""

    def __init__(self, points: List[Point], options: argparse.Namespace) -> None:
        self._points = points
        self._size = options.batch_size
        self._seed = options.seed
        self._ahead = options.workers * self.AHEAD_PER_WORKER
        self._pool = multiprocessing.Pool(options.workers, _start_worker) if options.workers else None
        self.batches = math.ceil(len(points) / self._size)

    def epoch(self, number: int) -> Iterator[List[Point]]:
        order = list(self._points)
        random.Random(self._seed * 1000003 + number).shuffle(order)
        tasks = (
            (order[i * self._size:(i + 1) * self._size], (self._seed * 1009 + number) * 100003 + i)
            for i in range(self.batches)
        )
        if self._pool is None:
            yield from map(_augmented_in_worker, tasks)
            return
        waiting: deque = deque()
        for task in tasks:
            waiting.append(self._pool.apply_async(_augmented_in_worker, (task,)))
            if len(waiting) > self._ahead:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()


# ---- Model ---------------------------------------------------------------------------------------------------


class Layer:
    """A fully connected layer; `weights` has one row per output, the bias is each row's last number."""

    def __init__(self, inputs: int, outputs: int, source: random.Random) -> None:
        scale = math.sqrt(2.0 / inputs)
        self.weights = [[source.gauss(0, scale) for _ in range(inputs)] + [0.0] for _ in range(outputs)]
        self.clear_gradients()

    def clear_gradients(self) -> None:
        self.gradients = [[0.0] * len(row) for row in self.weights]

    def forward(self, values: Vector) -> Vector:
        """Outputs before the activation. `values` ends in 1.0, which the biases multiply."""
        return [sum(map(mul, row, values)) for row in self.weights]

    def backward(self, values: Vector, errors: Vector) -> Vector:
        """Adds to the gradients; returns the errors of the inputs (the last one, of the constant, means nothing)."""
        back = [0.0] * len(values)
        for row, gradient, error in zip(self.weights, self.gradients, errors):
            gradient[:] = [g + error * value for g, value in zip(gradient, values)]
            back = [b + error * weight for b, weight in zip(back, row)]
        return back


class Perceptron:
    """Two inputs, two hidden layers of leaky ReLUs, one output: how far a point speaks for class 1."""

    def __init__(self, hidden: int, source: random.Random) -> None:
        self.layers = [Layer(2, hidden, source), Layer(hidden, hidden, source), Layer(hidden, 1, source)]

    def forward(self, x: float, y: float) -> Tuple[List[Vector], float]:
        """The inputs of every layer, and the output."""
        inputs = [[x, y, 1.0]]
        for layer in self.layers[:-1]:
            inputs.append([v if v > 0 else LEAK * v for v in layer.forward(inputs[-1])] + [1.0])
        return inputs, self.layers[-1].forward(inputs[-1])[0]

    def learn(self, batch: Sequence[Point]) -> Tuple[float, float]:
        """Sets the gradients for a batch. Returns its mean loss and the norm of the gradient."""
        for layer in self.layers:
            layer.clear_gradients()
        total = 0.0
        for x, y, label in batch:
            inputs, output = self.forward(x, y)
            total += cross_entropy(output, label)
            errors = [(sigmoid(output) - label) / len(batch)]
            for layer, values in zip(reversed(self.layers), reversed(inputs)):
                back = layer.backward(values, errors)
                errors = [e if v > 0 else LEAK * e for e, v in zip(back[:-1], values)]
        norm = math.sqrt(sum(g * g for layer in self.layers for row in layer.gradients for g in row))
        return total / len(batch), norm

    def evaluate(self, points: Sequence[Point]) -> Tuple[float, float]:
        """Mean loss and accuracy (0 to 1)."""
        outputs = [(self.forward(x, y)[1], label) for x, y, label in points]
        loss = sum(cross_entropy(output, label) for output, label in outputs) / len(points)
        return loss, sum((output > 0) == (label > 0.5) for output, label in outputs) / len(points)

    def rows(self) -> List[Vector]:
        return [row for layer in self.layers for row in layer.weights]

    def gradient_rows(self) -> List[Vector]:
        return [row for layer in self.layers for row in layer.gradients]


def sigmoid(value: float) -> float:
    if value != value:
        return value
    return 1.0 / (1.0 + math.exp(-value)) if value > -700 else 0.0


def cross_entropy(output: float, label: float) -> float:
    """The loss of one point, in the form that does not overflow for outputs of any size."""
    if output != output or math.isinf(output):
        return math.nan
    return max(output, 0.0) - output * label + math.log1p(math.exp(-abs(output)))


class Adam:
    """The usual optimiser: each weight's step is scaled by the size that its gradients have had."""

    def __init__(self, rows: List[Vector]) -> None:
        self.mean = [[0.0] * len(row) for row in rows]
        self.square = [[0.0] * len(row) for row in rows]
        self.steps = 0

    def update(self, rows: List[Vector], gradients: List[Vector], rate: float) -> None:
        self.steps += 1
        rate *= math.sqrt(1 - 0.999 ** self.steps) / (1 - 0.9 ** self.steps)
        for row, gradient, mean, square in zip(rows, gradients, self.mean, self.square):
            mean[:] = [0.9 * m + 0.1 * g for m, g in zip(mean, gradient)]
            square[:] = [0.999 * s + 0.001 * g * g for s, g in zip(square, gradient)]
            row[:] = [w - rate * m / (math.sqrt(s) + 1e-8) for w, m, s in zip(row, mean, square)]


def descend(rows: List[Vector], gradients: List[Vector], rate: float) -> None:
    """Plain gradient descent. Nothing bounds its steps, so that too high a rate really diverges."""
    for row, gradient in zip(rows, gradients):
        row[:] = [w - rate * g for w, g in zip(row, gradient)]


def learning_rate(step: int, steps: int, highest: float) -> float:
    """Rises over the first twentieth of the steps, then falls along a cosine to a hundredth of the highest."""
    warm_up = max(1, steps // 20)
    if step <= warm_up:
        return highest * step / warm_up
    progress = (step - warm_up) / max(1, steps - warm_up)
    return highest * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))


# ---- Checkpoints ---------------------------------------------------------------------------------------------


class Checkpoint:
    """A JSON file that is replaced whole: whoever reads it finds the old one or the new one, never half of one."""

    def __init__(self, folder: str) -> None:
        self.path = None if folder == "none" else os.path.join(folder, "checkpoint.json")

    def save(self, model: Perceptron, adam: Adam, epoch: int, step: int) -> bool:
        if self.path is None:
            return False
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        state = {
            "epoch": epoch, "step": step, "weights": model.rows(),
            "mean": adam.mean, "square": adam.square, "updates": adam.steps,
        }
        unfinished = "%s.%d" % (self.path, os.getpid())
        with open(unfinished, "w", encoding="ascii") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, self.path)
        return True

    def load(self, model: Perceptron, adam: Adam) -> Tuple[int, int]:
        """Restores model and optimiser. Returns the epochs and steps done; 0, 0 without a file."""
        if self.path is None or not os.path.exists(self.path):
            return 0, 0
        with open(self.path, encoding="ascii") as file:
            state = json.load(file)
        if [len(row) for row in state["weights"]] != [len(row) for row in model.rows()]:
            sys.exit("%s is of a network of another size: give the same --hidden, or leave out --resume" % self.path)
        for current, saved in ((model.rows(), "weights"), (adam.mean, "mean"), (adam.square, "square")):
            for row, values in zip(current, state[saved]):
                row[:] = values
        adam.steps = state["updates"]
        return state["epoch"], state["step"]


# ---- Progress ------------------------------------------------------------------------------------------------


class Plain:
    """Lines of name=value on standard output."""

    def step(self, epoch: int, batch: int, batches: int, step: int, numbers: Dict[str, float]) -> None:
        print(
            "epoch=%d step=%d loss=%.4f lr=%.1e grad_norm=%.3f samples/s=%.0f"
            % (epoch, step, numbers["loss"], numbers["lr"], numbers["grad_norm"], numbers["rate"]),
            flush=True,
        )

    def validation(self, epoch: int, loss: float, accuracy: float) -> None:
        print("epoch=%d val_loss=%.4f val_accuracy=%.4f" % (epoch, loss, accuracy), flush=True)

    def end(self, summary: Dict[str, float]) -> None:
        print("done in %.1f s" % summary["train_runtime"], flush=True)


class Bar(Plain):
    """One bar per epoch on standard error, redrawn in place."""

    WIDTH = 20

    def __init__(self) -> None:
        self._start = time.monotonic()

    def step(self, epoch: int, batch: int, batches: int, step: int, numbers: Dict[str, float]) -> None:
        seconds = max(time.monotonic() - self._start, 1e-6)
        full = self.WIDTH * batch // batches
        sys.stderr.write(
            "\rEpoch %d: %3d%%|%s| %d/%d [%s<%s, %.2fit/s, loss=%.4f, lr=%.1e]"
            % (
                epoch, 100 * batch // batches, "█" * full + " " * (self.WIDTH - full), batch, batches, clock(seconds),
                clock(seconds * (batches - batch) / batch), batch / seconds, numbers["loss"], numbers["lr"],
            )
        )
        if batch == batches:
            sys.stderr.write("\n")
        sys.stderr.flush()

    def validation(self, epoch: int, loss: float, accuracy: float) -> None:
        super().validation(epoch, loss, accuracy)
        self._start = time.monotonic()  # Of the next epoch's bar.


class Dicts(Plain):
    """Dicts on standard output, as Hugging Face's Trainer prints them."""

    def step(self, epoch: int, batch: int, batches: int, step: int, numbers: Dict[str, float]) -> None:
        so_far = epoch - 1 + batch / batches
        entry = {
            "loss": round(numbers["loss"], 4), "grad_norm": round(numbers["grad_norm"], 4),
            "learning_rate": numbers["lr"], "epoch": round(so_far, 2),
        }
        print(entry, flush=True)

    def validation(self, epoch: int, loss: float, accuracy: float) -> None:
        print({"eval_loss": round(loss, 4), "eval_accuracy": round(accuracy, 4), "epoch": float(epoch)}, flush=True)

    def end(self, summary: Dict[str, float]) -> None:
        print({name: round(value, 4) for name, value in summary.items()}, flush=True)


def clock(seconds: float) -> str:
    return "%02d:%02d" % divmod(int(seconds), 60)


# ---- Training ------------------------------------------------------------------------------------------------


class Stop(Exception):
    """Training cannot go on."""


def train(options: argparse.Namespace) -> int:
    """Trains as asked. Returns the exit code: 0, 1 if the loss became NaN, 130 if interrupted."""
    source = random.Random(options.seed)
    points = spirals(options.samples, source)
    held_back = len(points) // 5
    validation, training = points[:held_back], points[held_back:]
    model = Perceptron(options.hidden, source)
    adam = Adam(model.rows())
    checkpoint = Checkpoint(options.checkpoint_dir)
    first_epoch, step = checkpoint.load(model, adam) if options.resume else (0, 0)
    if first_epoch:
        print("Resuming from %s at step %d" % (checkpoint.path, step), flush=True)
    progress = {"plain": Plain, "bar": Bar, "dict": Dicts}[options.progress]()
    report = client_report() if options.client else None

    batches = BatchSource(training, options)
    steps = batches.batches * options.epochs
    highest = options.lr * 1000 if options.diverge else options.lr
    start = time.monotonic()
    losses, done, epoch = 0.0, 0, first_epoch + 1
    try:
        for epoch in range(first_epoch + 1, options.epochs + 1):
            for number, batch in enumerate(batches.epoch(epoch), 1):
                step_start = time.perf_counter()
                step += 1
                rate = learning_rate(step, steps, highest)
                loss, norm = model.learn(batch)
                if options.diverge:
                    descend(model.rows(), model.gradient_rows(), rate)
                else:
                    adam.update(model.rows(), model.gradient_rows(), rate)
                seconds = time.perf_counter() - step_start
                losses, done = losses + loss, done + 1
                if report is not None:
                    report(
                        step, epoch=epoch - 1 + number / batches.batches, loss=loss, learning_rate=rate,
                        gradient_norm=norm, batch_size=len(batch), batch_time=seconds,
                    )
                if step % options.log_every == 0 or number == batches.batches or loss != loss:
                    numbers = {"loss": loss, "lr": rate, "grad_norm": norm, "rate": len(batch) / max(seconds, 1e-9)}
                    progress.step(epoch, number, batches.batches, step, numbers)
                if loss != loss:
                    raise Stop("loss is NaN at step %d: the learning rate %.1e is too high" % (step, rate))
            progress.validation(epoch, *model.evaluate(validation))
            if epoch % options.checkpoint_every == 0 or epoch == options.epochs:
                if checkpoint.save(model, adam, epoch, step):
                    print("Saved checkpoint at step %d to %s" % (step, checkpoint.path), flush=True)
    except KeyboardInterrupt:
        saved = checkpoint.save(model, adam, epoch - 1, step)
        where = "saved to %s" % checkpoint.path if saved else "nothing saved (--checkpoint-dir none)"
        print("\nInterrupted at step %d: %s" % (step, where), file=sys.stderr, flush=True)
        return 130
    except Stop as reason:
        print("Training stopped: %s" % reason, file=sys.stderr, flush=True)
        return 1
    finally:
        batches.close()
    seconds = max(time.monotonic() - start, 1e-9)
    progress.end(
        {
            "train_runtime": seconds, "train_samples_per_second": len(training) * (done / batches.batches) / seconds,
            "train_steps_per_second": done / seconds, "train_loss": losses / max(done, 1), "epoch": float(epoch),
        }
    )
    return 0


def client_report() -> Callable[..., Any]:
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients", "python"))
    import vigil

    return vigil.step


if __name__ == "__main__":
    sys.exit(train(parse_arguments()))
