"""A network on two half moons that learns as it should, with validation."""

import argparse
import math
import os

import torch
from torch.utils.data import DataLoader, TensorDataset


def moons(count):
    angle = torch.rand(count) * math.pi
    label = torch.randint(0, 2, (count,))
    x = torch.stack((torch.cos(angle) * (1 - 2 * label) + label, torch.sin(angle) * (1 - 2 * label) + 0.5 * label), 1)
    return x + torch.randn(count, 2) * 0.15, label


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-2)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--num-workers", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--output-dir", default=".")
    options = parser.parse_args()
    torch.manual_seed(7)
    loader = DataLoader(TensorDataset(*moons(6400)), batch_size=options.batch_size, shuffle=True, num_workers=options.num_workers)
    held_x, held_y = moons(1000)
    model = torch.nn.Sequential(torch.nn.Linear(2, 256), torch.nn.ReLU(), torch.nn.Linear(256, 256), torch.nn.ReLU(), torch.nn.Linear(256, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=options.lr)
    loss_of, step = torch.nn.CrossEntropyLoss(), 0
    for epoch in range(1, options.epochs + 1):
        for x, y in loader:
            step += 1
            optimizer.zero_grad()
            loss = loss_of(model(x), y)
            loss.backward()
            optimizer.step()
            if step % 10 == 0:
                print("epoch=%d step=%d loss=%.4f lr=%.1e" % (epoch, step, loss.item(), options.lr), flush=True)
        with torch.no_grad():
            print("epoch=%d step=%d val_loss=%.4f" % (epoch, step, loss_of(model(held_x), held_y).item()), flush=True)
    torch.save(model.state_dict(), os.path.join(options.output_dir, "model.pt"))
    print("Training finished", flush=True)


if __name__ == "__main__":
    main()
