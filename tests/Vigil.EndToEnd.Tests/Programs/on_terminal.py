"""on_terminal.py SCRIPT COMMAND...: runs a command on a pseudo-terminal of 24 by 80 and prints what its screen got.

SCRIPT is JSON: a list of {"expect": pattern, "type": keys} or {"expect": pattern, "resize": [rows, columns]}, done one
after the other. Ends with the command's exit code, 128 + n for signal n; 99 when something waited for never came.
"""
import errno
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

# Whoever started the tests may ignore signals (nohup, a background job) and pass that on to all that is started here.
for _ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(_ignored) == signal.SIG_IGN:
        signal.signal(_ignored, signal.SIG_DFL)

DEADLINE = 100
script = json.loads(sys.argv[1])
master, slave = pty.openpty()


def resize(rows, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


resize(24, 80)
process = subprocess.Popen(
    sys.argv[2:], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0),
)
os.close(slave)
seen, searched, end, open_ = b"", 0, time.monotonic() + DEADLINE, True
while open_:
    if time.monotonic() > end:
        sys.stdout.buffer.write(seen)
        sys.stderr.write("never saw %r\n" % (script[:1],))
        process.kill()
        sys.exit(99)
    if select.select([master], [], [], 0.05)[0]:
        try:
            data = os.read(master, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        seen += data
        open_ = bool(data)
    while script:
        match = re.compile(script[0]["expect"].encode()).search(seen, searched)
        if not match:
            break
        searched = match.end()
        action = script.pop(0)
        if "type" in action:
            os.write(master, action["type"].encode())
        if "resize" in action:
            resize(*action["resize"])
status = process.wait(DEADLINE)
sys.stdout.buffer.write(seen)
if script:
    sys.stderr.write("never saw %r\n" % (script[:1],))
    sys.exit(99)
sys.exit(status if status >= 0 else 128 - status)
