"""Two threads that take the same two locks in different order, after a while of training."""

import argparse
import threading
import time

from regression import train

model, log = threading.Lock(), threading.Lock()
trainer_has_model, writer_has_log = threading.Event(), threading.Event()


def write():
    with log:
        writer_has_log.set()
        trainer_has_model.wait()
        with model:
            print("never printed")


def each(step):
    if step == options.at:
        threading.Thread(target=write, daemon=True).start()
        with model:
            trainer_has_model.set()
            writer_has_log.wait()
            with log:
                print("never printed")


parser = argparse.ArgumentParser()
parser.add_argument("--at", type=int, default=40)
options = parser.parse_args()
train(1000, pause=0.05, each=each)
