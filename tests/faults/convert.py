"""No training at all: something that a person runs under Vigil by habit."""

import time

for name in ("alpha", "beta", "gamma"):
    print("converting %s" % name, flush=True)
    time.sleep(1)
print("done", flush=True)
