"""Keeps something of every step: a leak that no batch size cures."""

from regression import train

history = []
train(1000, pause=0.08, each=lambda step: history.append(b"\x01" * (2 << 20)))
