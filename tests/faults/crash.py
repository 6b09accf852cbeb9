"""Trains a little, then dies in native code."""

import ctypes
import os
import sys

from regression import train

train(40)
if sys.argv[1] == "segfault":
    ctypes.string_at(0)
elif sys.argv[1] == "abort":
    os.abort()
