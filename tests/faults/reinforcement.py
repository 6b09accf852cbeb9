"""A policy's loss has no floor and no direction: it is noise around zero, and nothing is wrong with that."""

import random
import time

source = random.Random(7)
value = [0.0] * 4
for step in range(1, 161):
    arm = max(range(4), key=lambda i: value[i]) if source.random() > 0.2 else source.randrange(4)
    reward = source.gauss(arm, 2.0)
    advantage = reward - value[arm]
    value[arm] += 0.1 * advantage
    print("step=%d loss=%.4f reward=%.3f lr=3.0e-04" % (step, -advantage * source.random(), reward), flush=True)
    time.sleep(0.04)
