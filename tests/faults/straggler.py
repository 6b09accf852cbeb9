"""Processes that share each step and wait for one another; one of them has four times the work."""

import argparse
import multiprocessing

from regression import Regression, compute, say


def work(seconds, barrier, steps):
    for _ in range(steps):
        compute(seconds)
        barrier.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-workers", type=int, default=4)
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument("--work", type=float, default=0.012)
    parser.add_argument("--slow", type=float, default=6.0, help="times the work for the last worker")
    options = parser.parse_args()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(options.num_workers + 1)
    shares = [options.work] * (options.num_workers - 1) + [options.work * options.slow]
    workers = [context.Process(target=work, args=(share, barrier, options.steps)) for share in shares]
    for worker in workers:
        worker.start()
    model = Regression()
    for step in range(1, options.steps + 1):
        barrier.wait()
        loss, norm = model.step()
        say(step, options.steps, loss, norm)
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
