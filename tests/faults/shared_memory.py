"""Workers hand over batches through /dev/shm, which is too small for them."""

import argparse
import time

import torch
from torch.utils.data import DataLoader, Dataset


class Images(Dataset):
    def __len__(self):
        return 4000

    def __getitem__(self, index):
        return torch.rand(3, 256, 256)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-workers", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=16)
    options = parser.parse_args()
    loader = DataLoader(Images(), batch_size=options.batch_size, num_workers=options.num_workers)
    for step, images in enumerate(loader, 1):
        print("step=%d loss=%.4f" % (step, images.mean().item()), flush=True)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
