"""A recurrent network with large weights on sequences that grow longer: gradients explode with the length."""

import argparse
import math
import time

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-7)
    parser.add_argument("--gain", type=float, default=1.3, help="starting size of the recurrent weights")
    parser.add_argument("--steps", type=int, default=70)
    options = parser.parse_args()
    torch.manual_seed(7)
    width = 16
    recurrent = torch.nn.Parameter(torch.eye(width) * options.gain)
    inward, outward = torch.nn.Linear(4, width), torch.nn.Linear(width, 1)
    parameters = [recurrent, *inward.parameters(), *outward.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=options.lr)
    for step in range(1, options.steps + 1):
        x = torch.randn(16, 4 + max(0, step - 30), 4)
        state = torch.zeros(16, width)
        optimizer.zero_grad()
        for t in range(x.shape[1]):
            state = (inward(x[:, t]) + state) @ recurrent
        loss = torch.nn.functional.smooth_l1_loss(outward(state), x[:, 0, :1])
        loss.backward()
        norm = math.sqrt(sum(float(p.grad.pow(2).sum()) for p in parameters))
        optimizer.step()
        print("step=%d/%d loss=%.6g lr=%.1e grad_norm=%.4g" % (step, options.steps, loss.item(), options.lr, norm), flush=True)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
