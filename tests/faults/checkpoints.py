"""Saves a checkpoint every few steps and keeps them all, on a disk that is too small for that."""

import argparse
import os
import time

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output-dir", required=True)
    parser.add_argument("--save-steps", type=int, default=10)
    parser.add_argument("--steps", type=int, default=200)
    options = parser.parse_args()
    model = torch.nn.Sequential(torch.nn.Linear(512, 1024), torch.nn.ReLU(), torch.nn.Linear(1024, 512))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    data = torch.rand(8, 512)
    for step in range(1, options.steps + 1):
        optimizer.zero_grad()
        loss = (model(data) - data).pow(2).mean()
        loss.backward()
        optimizer.step()
        print("step=%d/%d loss=%.5f lr=1.0e-04" % (step, options.steps, loss.item()), flush=True)
        time.sleep(0.05)
        if step % options.save_steps == 0:
            path = os.path.join(options.output_dir, "checkpoint-%d.pt" % step)
            print("Saving checkpoint to %s" % path, flush=True)
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)


if __name__ == "__main__":
    main()
