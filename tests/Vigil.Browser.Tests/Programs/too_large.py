"""Trains for some steps, then asks for more memory than its accelerator has: prints what PyTorch would."""

import argparse
import re
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--config", required=True)
parser.add_argument("--steps", type=int, default=40)
options = parser.parse_args()
with open(options.config) as file:
    batch_size = int(re.search(r"batch_size:\s*(\d+)", file.read()).group(1))
held = []
for step in range(1, options.steps + 1):
    held.append(b"\x01" * (1 << 20))
    print(f"step {step}/{options.steps} loss={4.0 / step:.4f} lr=0.001 grad_norm={1 + 1 / step:.3f} batch_size={batch_size}", flush=True)
    time.sleep(0.05)
print("Traceback (most recent call last):", file=sys.stderr)
print('  File "train.py", line 41, in <module>', file=sys.stderr)
print("    loss = model(batch).mean()", file=sys.stderr)
print(
    "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 8.00 GiB total capacity; "
    "6.52 GiB already allocated; 512.00 MiB free; 7.01 GiB reserved in total by PyTorch)",
    file=sys.stderr,
)
sys.exit(1)
