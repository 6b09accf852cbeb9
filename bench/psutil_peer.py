#!/usr/bin/python3
"""psutil reading, at each tick, what Vigil reads in one sample: as near as its interface comes.

Speaks as bench/floor/floor.c does: "pid N" and "tick" lines on standard input, nanoseconds of CPU time of each tick on
standard output; "file PATH" is not for it. The processes are looked up once, not at each tick, which favours psutil:
a program that uses it must look for new children (Process.children, twice the cost) and Vigil does so as well.
"""

import os
import sys
import time

try:
    import psutil
except ImportError:
    print("no psutil", flush=True)
    sys.exit(3)


def tick(processes):
    psutil.cpu_times()
    psutil.cpu_times(percpu=True)
    psutil.cpu_stats()
    psutil.virtual_memory()
    psutil.swap_memory()
    os.getloadavg()
    psutil.disk_io_counters(perdisk=True)
    psutil.net_io_counters(pernic=True)
    for process in processes:
        try:
            with process.oneshot():
                process.cpu_times()
                process.memory_info()
                process.num_threads()
                process.num_ctx_switches()
                process.status()
                process.io_counters()
                process.num_fds()
        except psutil.Error:
            pass


def main():
    processes = []
    for line in sys.stdin:
        word, _, argument = line.strip().partition(" ")
        if word == "pid":
            processes.append(psutil.Process(int(argument)))
        elif word == "tick":
            before = time.process_time_ns()
            tick(processes)
            print(time.process_time_ns() - before, flush=True)


main()
