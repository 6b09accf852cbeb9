"""A network far too large for its sixty samples, a fifth of whose labels are wrong: it learns them by heart."""

import argparse
import time

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--epochs", type=int, default=80)
    options = parser.parse_args()
    torch.manual_seed(7)

    def data(count):
        x = torch.randn(count, 10)
        return x, ((x[:, 0] > 0) ^ (torch.rand(count) < 0.2)).long()

    (x, y), (held_x, held_y) = data(60), data(400)
    model = torch.nn.Sequential(
        torch.nn.Linear(10, 256), torch.nn.ReLU(), torch.nn.Linear(256, 256), torch.nn.ReLU(), torch.nn.Linear(256, 2)
    )
    loss_of = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=options.lr)
    for epoch in range(1, options.epochs + 1):
        for _ in range(4):
            optimizer.zero_grad()
            loss = loss_of(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            held = loss_of(model(held_x), held_y)
        print("epoch=%d step=%d loss=%.4f val_loss=%.4f lr=%.1e" % (epoch, epoch * 4, loss.item(), held.item(), options.lr), flush=True)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
