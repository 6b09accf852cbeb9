"""Thirty layers of sigmoids below a frozen head: by the time a gradient is down there, nothing is left of it."""

import argparse
import math
import time

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--steps", type=int, default=70)
    options = parser.parse_args()
    torch.manual_seed(7)
    body = torch.nn.Sequential(*[part for _ in range(12) for part in (torch.nn.Linear(16, 16), torch.nn.Sigmoid())])
    frozen = torch.nn.Sequential(*[part for _ in range(18) for part in (torch.nn.Linear(16, 16), torch.nn.Sigmoid())], torch.nn.Linear(16, 1))
    for parameter in frozen.parameters():
        parameter.requires_grad_(False)
    optimizer = torch.optim.SGD(body.parameters(), lr=options.lr)
    for step in range(1, options.steps + 1):
        x = torch.randn(32, 16)
        optimizer.zero_grad()
        loss = (frozen(body(x)) - x[:, :1]).pow(2).mean()
        loss.backward()
        norm = math.sqrt(sum(float(p.grad.double().pow(2).sum()) for p in body.parameters()))
        optimizer.step()
        print("step=%d/%d loss=%.4f lr=%.1e grad_norm=%.4g" % (step, options.steps, loss.item(), options.lr, norm), flush=True)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
