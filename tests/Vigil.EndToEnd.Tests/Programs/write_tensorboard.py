"""write_tensorboard.py FOLDER STEPS: trains nothing, but writes a TensorBoard event file as a training does.

The format: records of length, its masked CRC-32C, data, its masked CRC-32C; the data are Event messages in protocol
buffers' wire format, with a Summary of one scalar each.
"""
import os
import struct
import sys
import time


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


def record(data):
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def field(number, data):
    return bytes([number << 3 | 2, len(data)]) + data


def scalar(step, tag, value):
    summary = field(1, field(1, tag.encode()) + b"\x15" + struct.pack("<f", value))
    return b"\x09" + struct.pack("<d", time.time()) + b"\x10" + bytes([step]) + field(5, summary)


folder, steps = sys.argv[1], int(sys.argv[2])
os.makedirs(folder)
with open(os.path.join(folder, "events.out.tfevents.%d.host.%d.0" % (time.time(), os.getpid())), "wb", buffering=0) as file:
    file.write(record(b"\x09" + struct.pack("<d", time.time()) + field(3, b"brain.Event:2")))
    for step in range(1, steps + 1):
        file.write(record(scalar(step, "train/loss", 4.0 / step)))
        time.sleep(0.05)
