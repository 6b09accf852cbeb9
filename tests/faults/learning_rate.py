"""A small network whose learning rate may be far too high, and whose program may stop at NaN or go on."""

import argparse
import math
import sys
import time

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--stop-at-nan", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(7)
    model = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=options.lr)
    weights = torch.rand(8, 1)
    for step in range(1, options.steps + 1):
        x = torch.randn(64, 8)
        optimizer.zero_grad()
        loss = (model(x) - x @ weights).pow(2).mean()
        loss.backward()
        norm = math.sqrt(sum(float(p.grad.pow(2).sum()) for p in model.parameters()))
        optimizer.step()
        print("step=%d/%d loss=%.6g lr=%.1e grad_norm=%.4g" % (step, options.steps, loss.item(), options.lr, norm), flush=True)
        if options.stop_at_nan and not math.isfinite(loss.item()):
            raise FloatingPointError("Loss is %s at step %d" % (loss.item(), step))
        time.sleep(0.05)
    return 0


if __name__ == "__main__":
    sys.exit(main())
