"""Saves a checkpoint while it can: vigil run --on-pressure SIGUSR1 -- python samples/save_on_pressure.py

Trains a small network that leaks memory, as real programs do by mistake. Vigil sends SIGUSR1 when memory is about to run
out; the program saves after the step that it is in. The next start goes on from there.
"""
import argparse
import os
import signal
import time

import torch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--checkpoint", default="checkpoint.pt")
parser.add_argument("--steps", type=int, default=10_000)
parser.add_argument("--leak-mb-per-step", type=int, default=0)
parser.add_argument("--seconds-per-step", type=float, default=0.1)
options = parser.parse_args()

wanted = False


def want(number, frame):
    # Nothing but a note: a checkpoint is saved between two steps, when the weights belong together.
    global wanted
    wanted = True


signal.signal(signal.SIGUSR1, want)
torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(32, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
first = 1
if os.path.exists(options.checkpoint):
    saved = torch.load(options.checkpoint)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    first = saved["step"] + 1
    print("resuming from checkpoint %s at step %d" % (options.checkpoint, first), flush=True)

held = []
for step in range(first, options.steps + 1):
    data = torch.randn(16, 32)
    loss = torch.nn.functional.mse_loss(model(data), data.sum(dim=1, keepdim=True))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    held.append(bytearray(os.urandom(1)) * (options.leak_mb_per_step << 20))
    print("step=%d loss=%.4f" % (step, loss.item()), flush=True)
    if wanted:
        wanted = False
        # Beside the old one first: a program that is killed while it saves still has that.
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, options.checkpoint + ".new")
        os.replace(options.checkpoint + ".new", options.checkpoint)
        print("Saved checkpoint to %s" % options.checkpoint, flush=True)
    time.sleep(options.seconds_per_step)
