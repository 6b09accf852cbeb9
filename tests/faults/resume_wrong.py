"""Says that it resumes at step 5000 and begins at 1 again: the optimiser's state was loaded, the counter was not."""

from regression import train

print("Resuming from checkpoint out/checkpoint-5000 at step 5000", flush=True)
train(80, total=0)
