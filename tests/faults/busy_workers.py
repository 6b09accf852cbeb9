"""Workers that decode and augment on the CPU as fast as they can; the training waits for them all the same."""

import argparse

import torch
from regression import compute
from torch.utils.data import DataLoader, Dataset


class Augmented(Dataset):
    def __init__(self, work):
        self._work = work

    def __len__(self):
        return 1_000_000

    def __getitem__(self, index):
        compute(self._work)
        return torch.rand(64)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-workers", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--work", type=float, default=0.012, help="CPU seconds that one sample takes")
    parser.add_argument("--steps", type=int, default=80)
    options = parser.parse_args()
    model = torch.nn.Linear(64, 64)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(Augmented(options.work), batch_size=options.batch_size, num_workers=options.num_workers)
    for step, batch in enumerate(loader, 1):
        optimizer.zero_grad()
        loss = (model(batch) - batch).pow(2).mean()
        loss.backward()
        optimizer.step()
        print("step=%d/%d loss=%.4f lr=1.0e-01" % (step, options.steps, loss.item()), flush=True)
        if step == options.steps:
            return


if __name__ == "__main__":
    main()
