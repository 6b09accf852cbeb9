"""
Halves its batch size whenever the GPU's memory does not suffice, and goes on without a word to whoever started it.
There is no GPU here: the lines are as programs print them that recover in this way.
"""

import argparse
import time

from regression import Regression, say

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--steps", type=int, default=90)
options = parser.parse_args()
batch, retries = options.batch_size, 0
model = Regression()
for step in range(1, options.steps + 1):
    if step in (30, 50):
        retries += 1
        print("CUDA out of memory with batch=%d. Reducing to batch=%d and retrying (%d/3)." % (batch, batch // 2, retries), flush=True)
        batch //= 2
    loss, norm = model.step(batch_size=batch)
    print("step=%d/%d loss=%.4f lr=2.0e-02 grad_norm=%.3f batch_size=%d" % (step, options.steps, loss, norm, batch), flush=True)
    time.sleep(0.05)
