"""A DataLoader one of whose workers is killed, or raises."""

import argparse
import os
import signal
import time

import torch
from torch.utils.data import DataLoader, Dataset


class Fatal(Dataset):
    def __init__(self, how):
        self._how = how

    def __len__(self):
        return 4000

    def __getitem__(self, index):
        if index == 240:
            if self._how == "raise":
                raise ValueError("cannot decode sample %d: the header is truncated" % index)
            os.kill(os.getpid(), signal.SIGKILL)
        return torch.rand(16)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-workers", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--how", choices=("kill", "raise"), default="kill")
    options = parser.parse_args()
    for step, batch in enumerate(DataLoader(Fatal(options.how), batch_size=options.batch_size, num_workers=options.num_workers), 1):
        print("step=%d loss=%.4f" % (step, batch.mean().item()), flush=True)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
