"""A healthy training that prints every word that sounds like a failure."""

import sys
import time
import warnings

from regression import Regression

print("Checked 1204 files: 0 errors, 0 warnings", flush=True)
print("error_correction=True, max_failures=3, on_exception=retry, kill_timeout=30", flush=True)
print("Found no NaN values in the data set", flush=True)
print("memory: out of 24 GB 3 GB are used", flush=True)
warnings.warn("the default of `interpolation` will change", DeprecationWarning)
print("DeprecationWarning: np.float is deprecated", file=sys.stderr, flush=True)
model = Regression()
for step in range(1, 101):
    loss, norm = model.step()
    print("step=%d/100 loss=%.4f val_error=%.3f failed=0 killed=0 error rate: %.2f%%" % (step, loss, loss / 9, loss), flush=True)
    time.sleep(0.04)
print("0 errors, 0 failed, no exception was raised; CUDA out of memory handling was not needed", flush=True)
