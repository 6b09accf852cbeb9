"""A data set behind a slow connection, read by the training process itself: most of each step is waiting."""

import argparse
import time

import torch
from torch.utils.data import DataLoader, Dataset

import vigil


class Remote(Dataset):
    def __init__(self, delay):
        self._delay = delay

    def __len__(self):
        return 1_000_000

    def __getitem__(self, index):
        time.sleep(self._delay)
        return torch.rand(64)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-workers", type=int, default=0)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--delay", type=float, default=0.006, help="seconds that one sample takes to arrive")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--report", choices=("client", "print"), default="client")
    options = parser.parse_args()
    loader = iter(DataLoader(Remote(options.delay), batch_size=options.batch_size, num_workers=options.num_workers))
    model = torch.nn.Linear(64, 64)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(1, options.steps + 1):
        start = time.perf_counter()
        batch = next(loader)
        loaded = time.perf_counter()
        optimizer.zero_grad()
        loss = (model(batch) - batch).pow(2).mean()
        loss.backward()
        optimizer.step()
        end = time.perf_counter()
        if options.report == "client":
            vigil.step(step, loss=loss.item(), batch_time=end - start, data_time=loaded - start, batch_size=len(batch))
        else:
            print(
                "step: %d loss: %.4f batch_time: %.3f data_time: %.3f" % (step, loss.item(), end - start, loaded - start),
                flush=True,
            )


if __name__ == "__main__":
    main()
