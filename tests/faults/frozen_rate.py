"""A schedule whose warm-up never ends: whole numbers divided, so that the learning rate stays at 0."""

import time

from regression import Regression, say

warm_up, steps = 1000, 80
model = Regression()
for step in range(1, steps + 1):
    rate = 0.02 * (step // warm_up)
    loss, norm = model.step(rate=rate)
    say(step, steps, loss, norm, rate)
    time.sleep(0.05)
