"""Ends with 0 without having done what it set out to do, in three ways."""

import argparse
import time
import traceback

from regression import Regression, say, train


def skipped():
    """Most batches did not fit into the GPU's memory. There is no GPU here: the lines are as ai-toolkit prints them."""
    model = Regression()
    for step in range(1, 61):
        if step % 3:
            print("# OOM during training step, skipping batch %d/3 #" % (step % 3), flush=True)
        else:
            loss, norm = model.step(batch_size=options.batch_size)
            say(step, 60, loss, norm)
        time.sleep(0.05)
    print("Training finished", flush=True)


def nothing():
    """The data set is empty, so that the loop has nothing to go over."""
    print("***** Running training *****", flush=True)
    print("  Num examples = 0", flush=True)
    print("  Num Epochs = 3", flush=True)
    print("  Total optimization steps = %d" % options.max_steps, flush=True)
    for _ in []:
        train(options.max_steps)
    time.sleep(1)
    print("Training completed. Do not forget to share your model =)", flush=True)


def swallowed():
    """A catch-all around the training."""

    def stop(step):
        if step == 40:
            return {"loss": 0.1}["losses"]

    try:
        train(300, each=stop)
    except Exception:
        traceback.print_exc()


parser = argparse.ArgumentParser()
parser.add_argument("kind", choices=("skipped", "nothing", "swallowed"))
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--max-steps", type=int, default=300)
options = parser.parse_args()
globals()[options.kind]()
