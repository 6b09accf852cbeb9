"""DataLoader workers that each keep a cache of what they have read: together more than the memory there is."""

import argparse
import time

import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info

MEBIBYTE = 1 << 20


class Cached(Dataset):
    def __init__(self, cache_mb):
        self._most = cache_mb * MEBIBYTE
        self._cache, self._bytes = [], 0

    def __len__(self):
        return 1_000_000

    def __getitem__(self, index):
        if get_worker_info() and self._bytes < self._most:
            self._cache.append(b"\x01" * MEBIBYTE)
            self._bytes += MEBIBYTE
        return torch.rand(16), torch.rand(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-workers", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--cache-mb", type=int, default=4096)
    parser.add_argument("--steps", type=int, default=1000)
    options = parser.parse_args()
    loader = DataLoader(Cached(options.cache_mb), batch_size=options.batch_size, num_workers=options.num_workers)
    model = torch.nn.Linear(16, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for step, (x, y) in enumerate(loader, 1):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        print("step=%d/%d loss=%.4f lr=5.0e-02" % (step, options.steps, loss.item()), flush=True)
        time.sleep(0.05)
        if step == options.steps:
            return


if __name__ == "__main__":
    main()
