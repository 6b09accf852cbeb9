"""Scenarios that need a terminal, a shell or a pipeline around the launcher: launch_scenarios.py HOST NAME.

Each scenario is one function; a failed one ends with a message and exit code 1. Python stands in for the user: it
opens the outer terminal, types, reads, and looks at what the program saw. Everything has a deadline, and what was
started is ended by its own process id.
"""
import errno
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

# Whoever started the tests may ignore signals (nohup, a background job) and pass that on to all that is started here.
for _ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(_ignored) == signal.SIG_IGN:
        signal.signal(_ignored, signal.SIG_DFL)

HOST = sys.argv[1]
DEADLINE = 60
folder = tempfile.mkdtemp(prefix="vigil-launch-")


def fail(message):
    raise AssertionError(message)


def check(condition, message):
    if not condition:
        fail(message)


def equal(actual, expected, what):
    if actual != expected:
        fail(f"{what}: {clip(actual)} instead of {clip(expected)}")


def clip(value):
    text = repr(value)
    return text if len(text) < 600 else text[:300] + " ... " + text[-300:]


def host(*command, options=()):
    return [HOST, *options, "--", *command]


def run(*command, options=(), **keywords):
    return subprocess.run(host(*command, options=options), capture_output=True, timeout=DEADLINE, **keywords)


def python(code, *arguments):
    return [sys.executable, "-c", code, *arguments]


def sink(name):
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def until(condition, what):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    fail(f"timed out waiting for {what}")


class Terminal:
    """An outer terminal with a process on it, which leads a session there as a login shell does."""

    def __init__(self, command, rows=24, columns=80, before=None, redirect=(), environment=None):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.slave = slave
        self.modes = termios.tcgetattr(slave)
        streams = [slave, slave, slave]
        for number, descriptor in redirect:
            streams[number] = descriptor

        def prepare():
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            if before:
                before()

        self.process = subprocess.Popen(
            command, stdin=streams[0], stdout=streams[1], stderr=streams[2],
            start_new_session=True, preexec_fn=prepare, env=environment)
        self.seen = b""

    def type(self, data):
        os.write(self.master, data)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds=0.05):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                data = os.read(self.master, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            self.seen += data
            return data
        return None

    def expect(self, pattern):
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            match = re.search(pattern, self.seen)
            if match:
                self.seen = self.seen[match.end():]
                return match
            self.read()
        fail(f"never saw {pattern!r} but {clip(self.seen)}")

    def wait(self):
        end = time.monotonic() + DEADLINE
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.process.kill()
                fail(f"did not end; seen {clip(self.seen)}")
            self.read()
        while self.read(0.2):
            pass
        return self.process.returncode

    def is_raw(self):
        return not termios.tcgetattr(self.slave)[3] & termios.ICANON

    def check_restored(self):
        equal(termios.tcgetattr(self.slave), self.modes, "terminal modes afterwards")


WRITER = """
import os, sys, random
random.seed(7)
data = bytes(range(256)) + random.randbytes(5_000_000)
out = 0
while out < len(data):
    out += os.write(1, data[out:out + 70_001])
"""


def output_is_passed_byte_for_byte():
    expected = subprocess.run(python(WRITER), capture_output=True, timeout=DEADLINE).stdout
    result = run(*python(WRITER), options=("--sink", folder))
    check(result.stdout == expected, f"{len(result.stdout)} bytes instead of {len(expected)}, or others")
    check(sink("Output") == expected, "the copy differs")
    equal(result.returncode, 0, "exit code")


def both_streams_keep_their_bytes():
    code = "import os\nfor i in range(20000): os.write(1 + i % 2, b'%d %d\\n' % (1 + i % 2, i))"
    result = run(*python(code), options=("--sink", folder))
    equal(result.stdout, b"".join(b"1 %d\n" % i for i in range(0, 20000, 2)), "standard output")
    equal(result.stderr, b"".join(b"2 %d\n" % i for i in range(1, 20000, 2)), "standard error")
    equal(sink("Output"), result.stdout, "copy of standard output")
    equal(sink("Error"), result.stderr, "copy of standard error")


def one_file_for_both_streams_keeps_their_order():
    code = "import os\nfor i in range(20000): os.write(1 + i % 2, b'%d %d\\n' % (1 + i % 2, i))"
    result = subprocess.run(host(*python(code), options=("--sink", folder)), stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=DEADLINE)
    expected = b"".join(b"%d %d\n" % (1 + i % 2, i) for i in range(20000))
    check(result.stdout == expected, "the order is not the program's")
    equal(sink("Merged"), expected, "the copy")


def ten_megabytes_without_a_newline():
    code = "import os\nfor i in range(160): os.write(1, b'x' * 65536)"
    result = run(*python(code))
    check(result.stdout == b"x" * (160 * 65536), f"{len(result.stdout)} bytes")


def a_broken_sink_changes_nothing():
    result = run("sh", "-c", "echo one; echo two >&2; exit 3", options=("--throw",))
    equal((result.stdout, result.stderr, result.returncode), (b"one\n", b"two\n", 3), "result")


def output_comes_at_once():
    process = subprocess.Popen(host("sh", "-c", "printf abc; read line; echo $line"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    equal(os.read(process.stdout.fileno(), 100), b"abc", "output before the input")
    process.stdin.write(b"go\n")
    process.stdin.close()
    equal(process.stdout.read(), b"go\n", "output after the input")
    equal(process.wait(DEADLINE), 0, "exit code")


def a_non_blocking_outer_descriptor_loses_nothing():
    read, write = os.pipe()
    os.set_blocking(write, False)
    process = subprocess.Popen(host(*python(WRITER)), stdout=write)
    os.close(write)
    total = 0
    while True:
        time.sleep(0.0005)
        data = os.read(read, 65536)
        if not data:
            break
        total += len(data)
    equal(process.wait(DEADLINE), 0, "exit code")
    equal(total, 5_000_256, "bytes")


def exit_codes_are_kept():
    for code in (0, 1, 42, 255):
        equal(run("sh", "-c", f"exit {code}").returncode, code, "exit code")


def death_by_signal_gives_128_and_the_number():
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGINT):
        equal(run("sh", "-c", f"kill -{int(number)} $$").returncode, 128 + number, "exit code")


def commands_that_cannot_run_say_why():
    def file(name, content, mode):
        path = os.path.join(folder, name)
        with open(path, "wb") as target:
            target.write(content)
        os.chmod(path, mode)
        return path

    cases = [
        ("vigil-no-such-command", 127, b"not found"),
        ("/no/such/file", 127, b"no such file"),
        ("", 127, b"empty"),
        (folder, 126, b"directory"),
        (file("plain", b"echo hi\n", 0o644), 126, b"permission"),
        (file("interpreter", b"#!/no/such/interpreter\n", 0o755), 126, b"interpreter"),
        (file("binary", b"\x00\x01\x02junk\n", 0o755), 126, b"not a format"),
    ]
    for command, code, words in cases:
        result = run(command)
        equal(result.returncode, code, command)
        check(words in result.stderr, f"{command}: said {result.stderr!r}")
    script = file("script", b"echo script $1\nexit 5\n", 0o755)
    result = run(script, "one")
    equal((result.stdout, result.returncode), (b"script one\n", 5), "script without #!")
    os.mkdir(os.path.join(folder, "bin"))
    os.mkdir(os.path.join(folder, "bin", "thing"))
    environment = dict(os.environ, PATH=os.path.join(folder, "bin") + ":" + folder + ":" + os.environ["PATH"])
    equal(run("thing", env=environment).returncode, 127, "a directory on PATH")
    equal(run("plain", env=environment).returncode, 126, "not executable on PATH")
    equal(run("script", "x", env=environment).stdout, b"script x\n", "script found on PATH")


SHOW_ARGUMENTS = "import os, sys\nsys.stdout.buffer.write(b'|'.join(os.fsencode(a) for a in sys.argv[1:]))"


def arguments_arrive_byte_for_byte():
    arguments = [b"", b"two words", b'"quotes"', b"it's", b"line\nfeed", b"\xff\xfe bytes", b"\xc3\xa4", b"*", b"--", b"$HOME", b""]
    result = run(*python(SHOW_ARGUMENTS), *arguments)
    equal(result.stdout, b"|".join(arguments), "arguments")


SHOW_ENVIRONMENT = "import os\nos.write(1, open('/proc/self/environ', 'rb').read())"


def the_environment_arrives_byte_for_byte():
    plain = {b"PATH": os.environb[b"PATH"], b"ODD": b"a\nb\"c'd", b"RAW": b"\xff\xfe\x80", b"EMPTY": b"", b"LANG": b"C", b"KEEP": b"1"}
    code = python(SHOW_ENVIRONMENT)
    expected = subprocess.run(code, env=plain, capture_output=True, timeout=DEADLINE).stdout
    equal(run(*code, env=plain).stdout, expected, "environment")
    changed = run(*code, env=plain, options=("--set", "KEEP=2", "--set", "NEW=x y")).stdout.split(b"\0")
    check(b"KEEP=2" in changed and b"KEEP=1" not in changed and b"NEW=x y" in changed, f"additions: {changed}")


def the_working_directory_is_kept_or_changed():
    equal(run("pwd", cwd="/usr").stdout, b"/usr\n", "kept")
    equal(run("pwd", options=("--cd", "/usr/bin")).stdout, b"/usr/bin\n", "changed")


def limits_mask_and_signals_are_inherited():
    code = python("""
import os, resource
print(resource.getrlimit(resource.RLIMIT_NOFILE))
print(os.umask(0), os.nice(0))
print([l for l in open('/proc/self/status') if l.startswith(('SigBlk', 'SigIgn'))])
""")
    # Started from a shell, so that the parent has the limits that Vigil gets.
    def under(prefix, command):
        shell = ["sh", "-c", f"ulimit -Sn 300; umask 027; {prefix} \"$@\"; exit $?", "sh"]
        return subprocess.run(shell + command, capture_output=True, timeout=DEADLINE, restore_signals=True)

    for prefix in ("", "nice -n 5", "nohup"):
        plain = under(prefix, code)
        watched = under(prefix, host(*code))
        equal(watched.stdout, plain.stdout, f"limits, umask, nice and signals under {prefix!r}")
    check(b"(300," in plain.stdout, f"the limit was not set: {plain.stdout}")


def no_descriptor_of_vigil_reaches_the_program():
    code = python("import os\nprint(sorted(os.listdir('/proc/self/fd')))")
    read, write = os.pipe()
    for passed in ((), (read, write)):
        plain = subprocess.run(code, capture_output=True, pass_fds=passed, timeout=DEADLINE)
        watched = run(*code, pass_fds=passed)
        equal(watched.stdout, plain.stdout, "descriptors")


def closed_standard_descriptors_stay_closed():
    path = os.path.join(folder, "closed")
    script = f"import os\nseen = []\nfor fd in (0, 1, 2):\n try: os.fstat(fd); seen.append('open')\n except OSError: seen.append('closed')\nopen({path!r}, 'w').write(' '.join(seen))"
    for redirection in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        subprocess.run(["sh", "-c", f'"$@" {redirection}', "sh", *python(script)], timeout=DEADLINE)
        plain = open(path).read()
        os.remove(path)
        subprocess.run(["sh", "-c", f'"$@" {redirection}', "sh", *host(*python(script))], timeout=DEADLINE)
        equal(open(path).read(), plain, f"with {redirection}")
        os.remove(path)


def standard_input_passes_through_a_pipe():
    data = os.urandom(300_000)
    equal(run("cat", input=data).stdout, data, "input")
    result = subprocess.run(["sh", "-c", 'printf "one\\ntwo\\n" | { "$@"; cat; }', "sh", *host("sh", "-c", "read line; echo got $line")],
                            capture_output=True, timeout=DEADLINE)
    equal(result.stdout, b"got one\ntwo\n", "what the program left unread stays for the next")


def a_consumer_that_leaves_ends_the_program_by_sigpipe():
    script = f'"$@" | head -n 2; echo "${{PIPESTATUS[0]}}"'
    result = subprocess.run(["bash", "-c", script, "bash", *host("yes")], capture_output=True, timeout=DEADLINE)
    equal(result.stdout, b"y\ny\n141\n", "output and exit code")
    # One that ignores the closed pipe goes on to its own end.
    code = "import os, signal\nfor i in range(100000):\n try: os.write(1, b'line\\n' * 100)\n except BrokenPipeError: os._exit(7)"
    result = subprocess.run(["bash", "-c", script, "bash", *host(*python(code))], capture_output=True, timeout=DEADLINE)
    equal(result.stdout, b"line\nline\n7\n", "output and exit code")


def a_slow_consumer_slows_the_program():
    progress = os.path.join(folder, "progress")
    code = f"import os\nfor i in range(200):\n os.write(1, b'x' * 65536); open({progress!r}, 'w').write(str(i))"
    process = subprocess.Popen(host(*python(code)), stdout=subprocess.PIPE)
    until(lambda: os.path.exists(progress), "the first write")
    last = None
    def still():
        nonlocal last
        text = open(progress).read()
        same, last = text == last and text != "", text
        time.sleep(0.3)
        return same
    until(still, "the program to be held up")
    check(int(last) < 10, f"{last} chunks were taken from a program whose output nobody reads")
    equal(len(process.stdout.read()), 200 * 65536, "bytes in the end")
    equal(process.wait(DEADLINE), 0, "exit code")


def a_full_disk_loses_output_but_not_the_program():
    with open("/dev/full", "wb") as full:
        result = subprocess.run(host("sh", "-c", "echo lost; echo kept >&2; exit 4", options=("--sink", folder)), stdout=full,
                                stderr=subprocess.PIPE, timeout=DEADLINE)
    equal((result.returncode, result.stderr), (4, b"kept\n"), "result")
    equal(sink("Output"), b"lost\n", "the copy")
    check(b"lost 5" in sink("report"), f"report: {sink('report')}")


def a_background_child_does_not_hold_the_shell():
    late = os.path.join(folder, "late")
    go = os.path.join(folder, "go")
    script = f"(while [ ! -e {go} ]; do sleep 0.05; done; echo late; echo $? > {late}) & echo now"
    process = subprocess.Popen(host("sh", "-c", script), stdout=subprocess.PIPE)
    equal(process.wait(DEADLINE), 0, "exit code")
    open(go, "w").close()
    equal(process.stdout.read(), b"now\nlate\n", "the output, the late line too")
    until(lambda: os.path.exists(late) and open(late).read() == "0\n", "the background child to write without an error")


def lines_of_a_late_descendant_are_not_lost():
    result = run("bash", "-c", "exec > >(cat); echo through")
    equal(result.stdout, b"through\n", "output")


def signals_are_forwarded():
    code = """
import os, signal, sys, time
def show(number, frame):
    print(number, flush=True)
    if number == signal.SIGTERM: sys.exit(9)
for s in (signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP, signal.SIGALRM, signal.SIGINT, signal.SIGQUIT): signal.signal(s, show)
print('ready', flush=True)
while True: time.sleep(1)
"""
    # Without a terminal in sight, SIGINT cannot have come from a key.
    process = subprocess.Popen(host(*python(code), options=("--sink", folder)), stdout=subprocess.PIPE, start_new_session=True)
    equal(process.stdout.readline(), b"ready\n", "start")
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP, signal.SIGALRM, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        process.send_signal(number)
        equal(process.stdout.readline(), b"%d\n" % number, "forwarded")
    equal(process.wait(DEADLINE), 9, "exit code")
    check(b"signal 15 True" in sink("report"), "the signal is not in the report")


def a_second_sigterm_is_only_forwarded():
    code = """
import signal
signal.signal(signal.SIGTERM, lambda n, f: print('term', flush=True))
print('ready', flush=True)
while True: signal.pause()
"""
    process = subprocess.Popen(host(*python(code)), stdout=subprocess.PIPE)
    process.stdout.readline()
    for _ in range(2):
        process.terminate()
        equal(process.stdout.readline(), b"term\n", "answer")
    check(process.poll() is None, "Vigil ended")
    pid = int(subprocess.run(["ps", "--ppid", str(process.pid), "-o", "pid="], capture_output=True).stdout)
    os.kill(pid, signal.SIGKILL)
    equal(process.wait(DEADLINE), 137, "exit code")


def sigterm_that_kills_gives_143():
    process = subprocess.Popen(host("sh", "-c", "echo ready; exec sleep 100"), stdout=subprocess.PIPE)
    process.stdout.readline()
    process.terminate()
    equal(process.wait(DEADLINE), 143, "exit code")


def nohup_keeps_sighup_ignored():
    code = "import os, signal, time\nprint(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, flush=True)\ntime.sleep(100)"
    process = subprocess.Popen(["nohup", *host(*python(code))], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    equal(process.stdout.readline(), b"True\n", "ignored in the program")
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    check(process.poll() is None, "SIGHUP ended it")
    process.terminate()
    equal(process.wait(DEADLINE), 143, "exit code")


def orphans_come_home():
    # The number is free again only when somebody has taken the orphan's status.
    script = "pid=$(sh -c 'sleep 0.3; exit 7' >&2 & echo $!); echo $pid; while kill -0 $pid 2>/dev/null; do sleep 0.05; done"
    result = run("sh", "-c", script, options=("--sink", folder))
    pid = int(result.stdout)
    check(f"orphan {pid} 7".encode() in sink("report"), f"report: {sink('report')}")


def the_exit_is_right_while_orphans_storm():
    script = "for i in $(seq 200); do (sh -c 'exit 3' &) ; done; exit 11"
    result = run("bash", "-c", script, options=("--sink", folder))
    equal(result.returncode, 11, "exit code")


def it_works_as_process_one_and_with_sigchld_ignored():
    if shutil.which("unshare"):
        for i in range(5):
            result = subprocess.run(["unshare", "--pid", "--fork", "--mount-proc", *host("sh", "-c", "(sleep 0.1 &) ; exit 42")],
                                    capture_output=True, timeout=DEADLINE)
            if b"unshare" in result.stderr:
                break
            equal(result.returncode, 42, "exit code as process 1")
    result = run("sh", "-c", "exit 42", preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    equal(result.returncode, 42, "exit code with SIGCHLD ignored")


def a_stop_from_outside_stops_only_the_program():
    process = subprocess.Popen(host("sh", "-c", "echo $$; read x; echo on", options=("--sink", folder)), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pid = int(process.stdout.readline())
    os.kill(pid, signal.SIGSTOP)
    until(lambda: b"stopped 19" in sink("report"), "the stop in the report")
    state = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()[0]
    check(state != "T", "Vigil was stopped too")
    os.kill(pid, signal.SIGCONT)
    until(lambda: b"continued" in sink("report"), "the continuation in the report")
    process.communicate(b"x\n", timeout=DEADLINE)
    equal(process.returncode, 0, "exit code")


# --- on a terminal -------------------------------------------------------------------------------------------------

ISATTY = """
import os, sys
def kind(fd):
    return 'T' if os.isatty(fd) else '-'
try:
    os.close(os.open('/dev/tty', os.O_RDWR)); tty = 'tty'
except OSError: tty = 'no-tty'
text = ' '.join(kind(fd) for fd in (0, 1, 2)) + ' ' + tty
open(sys.argv[1], 'w').write(text)
"""


def terminals_are_terminals_and_pipes_are_not():
    path = os.path.join(folder, "kinds")
    for pattern in ("T T T", "T T -", "T - T", "- T T", "- T -", "- - T", "T - -", "- - -"):
        read, write = os.pipe()
        null = os.open("/dev/null", os.O_RDONLY)
        kinds = pattern.split()
        redirect = [(i, null if i == 0 else write) for i in range(3) if kinds[i] == "-"]
        terminal = Terminal(host(*python(ISATTY, path)), redirect=redirect)
        os.close(write)
        equal(terminal.wait(), 0, pattern)
        equal(open(path).read(), pattern + " tty", "what the program sees")
        terminal.check_restored()
        os.close(read)
        os.close(null)


def output_on_a_terminal_is_what_it_would_be():
    code = r"""
import os, sys
os.write(1, b'\x1b[31mred\x1b[0m\n' + b'bar 1\rbar 2\r\n')
os.write(2, b'error\n')
os.write(1, bytes(b for b in range(256)) + b'\n')
for i in range(2000): os.write(1 + i % 2, b'line %d\n' % i)
"""
    for redirect in ((), ((0, os.open("/dev/null", os.O_RDONLY)),)):
        plain = Terminal(python(code), redirect=redirect)
        equal(plain.wait(), 0, "plain")
        watched = Terminal(host(*python(code), options=("--sink", folder)), redirect=redirect)
        equal(watched.wait(), 0, "watched")
        equal(watched.seen, plain.seen, "bytes on the terminal")
        watched.check_restored()


def the_terminal_has_the_outer_size_and_modes():
    code = "import os, termios\nprint(os.get_terminal_size(1)); print(termios.tcgetattr(1)[3], termios.tcgetattr(1)[6])"
    modes = lambda: subprocess.run(["stty", "erase", "^H", "-echoctl"])
    plain = Terminal(python(code), rows=33, columns=101, before=modes)
    plain.wait()
    watched = Terminal(host(*python(code)), rows=33, columns=101, before=modes)
    watched.wait()
    check(b"columns=101, lines=33" in plain.seen, f"seen {plain.seen!r}")
    equal(watched.seen, plain.seen, "size and modes")


RESIZE = """
import os, signal, sys, time
fd = int(sys.argv[1])
def show(n, f):
    size = os.get_terminal_size(fd)
    os.write(fd, b'size %d %d\\n' % (size.lines, size.columns))
signal.signal(signal.SIGWINCH, show)
os.write(fd, b'ready\\n')
while True: time.sleep(1)
"""


def window_changes_reach_the_program():
    null = os.open("/dev/null", os.O_RDWR)
    for redirect, descriptor in (((), "1"), (((0, null),), "1"), (((1, null),), "2")):
        terminal = Terminal(host(*python(RESIZE, descriptor)), redirect=redirect)
        terminal.expect(rb"ready")
        terminal.resize(40, 132)
        terminal.expect(rb"size 40 132")
        terminal.process.terminate()
        equal(terminal.wait(), 143, "exit code")
        terminal.check_restored()


SLEEPER = """
import os, sys, time
try:
    os.write(2, b'ready\\n')
    time.sleep(100)
except KeyboardInterrupt:
    os.write(2, b'interrupted\\n')
    sys.exit(5)
"""


def ctrl_c_interrupts_the_program_once():
    null = os.open("/dev/null", os.O_RDWR)
    for redirect in ((), ((0, null),), ((1, null),)):
        terminal = Terminal(host(*python(SLEEPER)), redirect=redirect)
        terminal.expect(rb"ready")
        terminal.type(b"\x03")
        equal(terminal.wait(), 5, "exit code")
        equal(terminal.seen.count(b"interrupted"), 1, "interrupts")
        terminal.check_restored()
        terminal = Terminal(host("sh", "-c", "echo ready >&2; exec sleep 100"), redirect=redirect)
        terminal.expect(rb"ready")
        terminal.type(b"\x03")
        equal(terminal.wait(), 130, "exit code")


def ctrl_backslash_quits_the_program():
    terminal = Terminal(host("sh", "-c", "ulimit -c 0; echo ready; exec sleep 100"))
    terminal.expect(rb"ready")
    terminal.type(b"\x1c")
    equal(terminal.wait(), 131, "exit code")


def ctrl_d_ends_the_input():
    terminal = Terminal(host(*python("import sys\nprint('ready', flush=True); print(repr(sys.stdin.read()))")))
    terminal.expect(rb"ready")
    terminal.type(b"typed line\n\x04")
    terminal.expect(rb"'typed line\\n'")
    equal(terminal.wait(), 0, "exit code")
    terminal.check_restored()


def passwords_are_not_echoed():
    code = "import getpass\nprint('got', getpass.getpass('Word: '))"
    for redirect in ((), ((1, os.open("/dev/null", os.O_WRONLY)),)):
        terminal = Terminal(host(*python(code)), redirect=redirect)
        terminal.expect(rb"Word: ")
        terminal.type(b"secret\n")
        equal(terminal.wait(), 0, "exit code")
        equal(terminal.seen.count(b"secret"), 0 if redirect else 1, "times it was seen")


def a_typed_line_reaches_the_program_and_is_echoed():
    terminal = Terminal(host("sh", "-c", "read line; echo got:$line"))
    terminal.type(b"hello\n")
    terminal.expect(rb"hello\r\n")
    terminal.expect(rb"got:hello\r\n")
    equal(terminal.wait(), 0, "exit code")


def sigterm_restores_the_terminal():
    terminal = Terminal(host("sh", "-c", "echo ready; exec sleep 100"))
    terminal.expect(rb"ready")
    check(terminal.is_raw(), "the outer terminal is not raw")
    terminal.process.terminate()
    equal(terminal.wait(), 143, "exit code")
    terminal.check_restored()


def a_vanished_terminal_hangs_the_program_up():
    path = os.path.join(folder, "end")
    code = f"""
import os, signal, time
def up(n, f): open({path!r}, 'w').write('hup'); os._exit(0)
signal.signal(signal.SIGHUP, up)
print('ready', flush=True)
while True: time.sleep(1)
"""
    terminal = Terminal(host(*python(code)))
    terminal.expect(rb"ready")
    os.close(terminal.slave)
    os.close(terminal.master)
    until(lambda: os.path.exists(path) and open(path).read() == "hup", "SIGHUP in the program")
    terminal.process.wait(DEADLINE)


def a_program_that_outlives_its_terminal_is_still_recorded():
    code = """
import os, signal, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
os.write(1, b'ready\\n')
for i in range(20):
    time.sleep(0.1)
    os.write(1, b'line %d\\n' % i)
os._exit(6)
"""
    terminal = Terminal(host(*python(code), options=("--sink", folder)))
    terminal.expect(rb"ready")
    os.close(terminal.slave)
    os.close(terminal.master)
    equal(terminal.process.wait(DEADLINE), 6, "exit code")
    check(b"line 19" in sink("Merged"), "the record stopped with the terminal")


def notices_fit_the_terminal():
    terminal = Terminal(host("sh", "-c", "sleep 0.3; echo program", options=("--notice", "words of Vigil")))
    equal(terminal.wait(), 0, "exit code")
    check(b"words of Vigil\r\n" in terminal.seen, f"seen {terminal.seen!r}")


def a_program_may_close_its_terminal_and_come_back():
    code = """
import os, time
os.write(1, b'first\\n')
for fd in (0, 1, 2): os.close(fd)
time.sleep(0.3)
os.write(os.open('/dev/tty', os.O_RDWR), b'second\\n')
"""
    terminal = Terminal(host(*python(code), options=("--sink", folder)))
    equal(terminal.wait(), 0, "exit code")
    equal(terminal.seen, b"first\r\nsecond\r\n", "output")
    equal(sink("Merged"), b"first\r\nsecond\r\n", "the copy")


def a_launcher_inside_a_launcher_changes_nothing():
    terminal = Terminal(host(*host("sh", "-c", "test -t 0 && test -t 1 && echo terminal; read line; echo got:$line; exit 9")))
    terminal.expect(rb"terminal\r\n")
    terminal.type(b"x\n")
    terminal.expect(rb"got:x\r\n")
    equal(terminal.wait(), 9, "exit code")
    terminal.check_restored()
    terminal = Terminal(host(*host(*python(SLEEPER))))
    terminal.expect(rb"ready")
    terminal.type(b"\x03")
    equal(terminal.wait(), 5, "exit code on Ctrl-C")


class Shell(Terminal):
    """A real interactive shell on the terminal."""

    def __init__(self):
        environment = dict(os.environ, PS1="PROMPT> ", HOME=folder, TERM="dumb")
        environment.pop("PROMPT_COMMAND", None)
        super().__init__(["bash", "--norc", "--noprofile", "-i"], environment=environment)
        self.expect(rb"PROMPT> ")

    def leave(self):
        self.type(b"exit\n")
        self.wait()


COUNTER = "import time\nprint('ready', flush=True)\nfor line in iter(input, 'end'): print('<' + line + '>', flush=True)"


def command_line(path, *command):
    with open(path, "w") as script:
        script.write("exec " + " ".join("'" + part.replace("'", "'\\''") + "'" for part in command) + "\n")
    return f"bash {path}"


def ctrl_z_and_fg_work_under_a_shell():
    for suffix in ("", " | cat", " < in"):
        os.path.exists(os.path.join(folder, "in")) or os.mkfifo(os.path.join(folder, "in"))
        shell = Shell()
        script = os.path.join(folder, "job")
        line = command_line(script, *host(*python(COUNTER), options=("--sink", folder)))
        writer = os.open(os.path.join(folder, "in"), os.O_RDWR)
        shell.type(f"cd {folder}; {line}{suffix}\n".encode())
        shell.expect(rb"ready")
        shell.type(b"\x1a")
        shell.expect(rb"Stopped")
        shell.expect(rb"PROMPT> ")
        check(b"stopped" in sink("report"), "the stop is not in the report")
        shell.type(b"echo at-the-prompt\n")
        shell.expect(rb"\nat-the-prompt")
        shell.expect(rb"PROMPT> ")
        shell.type(b"fg\n")
        until(lambda: b"continued" in sink("report"), "the program to go on")
        if suffix == " < in":
            os.write(writer, b"again\nend\n")
        else:
            shell.type(b"again\n")
        shell.expect(rb"<again>")
        if suffix != " < in":
            shell.type(b"end\n")
        shell.expect(rb"PROMPT> ")
        shell.type(b"echo code $?\n")
        shell.expect(rb"code 0")
        shell.leave()
        os.close(writer)
        os.remove(os.path.join(folder, "report"))


def bg_lets_the_program_go_on():
    shell = Shell()
    done = os.path.join(folder, "done")
    code = f"import os, time\nprint('ready', flush=True)\nwhile not os.path.exists({done!r}): time.sleep(0.05)\nprint('finished in background', flush=True)"
    shell.type(command_line(os.path.join(folder, "job"), *host(*python(code))).encode() + b"\n")
    shell.expect(rb"ready")
    shell.type(b"\x1a")
    shell.expect(rb"Stopped")
    shell.expect(rb"PROMPT> ")
    shell.type(b"bg\n")
    shell.expect(rb"PROMPT> ")
    open(done, "w").close()
    shell.expect(rb"finished in background")
    shell.type(b"wait; echo still $((40 + 2))\n")
    shell.expect(rb"still 42")
    shell.leave()


def a_background_job_can_come_to_the_foreground():
    shell = Shell()
    line = command_line(os.path.join(folder, "job"), *host(*python(COUNTER)))
    shell.type(line.encode() + b" &\n")
    shell.expect(rb"ready")
    shell.type(b"echo free $((1 + 1))\n")
    shell.expect(rb"free 2")
    shell.type(b"fg\n")
    shell.expect(rb"bash .*job")
    shell.type(b"hello\n")
    shell.expect(rb"<hello>")
    shell.type(b"end\n")
    shell.expect(rb"PROMPT> ")
    shell.leave()


def a_background_child_goes_on_writing_to_the_terminal():
    shell = Shell()
    go = os.path.join(folder, "go")
    # The kernel sends SIGHUP when the program, the leader of its terminal's session, ends.
    script = f"trap '' HUP; (while [ ! -e {go} ]; do sleep 0.05; done; echo late $((1 + 1))) & echo now $((1 + 1))"
    shell.type(command_line(os.path.join(folder, "job"), *host("sh", "-c", script)).encode() + b"\n")
    shell.expect(rb"now 2\r\n")
    shell.expect(rb"PROMPT> ")
    open(go, "w").close()
    shell.expect(rb"late 2")
    shell.leave()


def a_program_that_catches_the_suspend_key_decides():
    code = """
import signal, time
signal.signal(signal.SIGTSTP, lambda n, f: print('caught', flush=True))
print('ready', flush=True)
while True: time.sleep(1)
"""
    terminal = Terminal(host(*python(code)))
    terminal.expect(rb"ready")
    terminal.type(b"\x1a")
    terminal.expect(rb"caught")
    terminal.type(b"\x1a")
    terminal.expect(rb"caught")
    terminal.type(b"\x03")
    check(terminal.wait() in (1, 130), "exit code")


def ctrl_z_without_a_shell_above_does_not_hang():
    terminal = Terminal(host(*python(COUNTER)))
    terminal.expect(rb"ready")
    terminal.type(b"\x1a")
    terminal.type(b"still there\n")
    terminal.expect(rb"<still there>")
    terminal.type(b"end\n")
    equal(terminal.wait(), 0, "exit code")


def job_control_inside_the_program_is_its_own():
    terminal = Terminal(host("bash", "--norc", "--noprofile", "-i"), environment=dict(os.environ, PS1="INNER> ", TERM="dumb"))
    terminal.expect(rb"INNER> ")
    terminal.type(b"sh -c 'echo run$((1 + 1)); exec sleep 100'\n")
    terminal.expect(rb"run2")
    terminal.type(b"\x1a")
    terminal.expect(rb"Stopped")
    terminal.expect(rb"INNER> ")
    terminal.type(b"kill %1; exit 3\n")
    terminal.type(b"exit 3\n")
    equal(terminal.wait(), 3, "exit code")


def idle_costs_nothing():
    process = subprocess.Popen(host("sh", "-c", "echo ready; read x"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()

    def switches():
        total = 0
        for task in os.listdir(f"/proc/{process.pid}/task"):
            name = open(f"/proc/{process.pid}/task/{task}/comm").read().strip()
            if name.startswith("vigil"):
                status = open(f"/proc/{process.pid}/task/{task}/status").read()
                total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M)[1])
        return total

    def asleep():
        before = switches()
        time.sleep(2)
        return before > 0 and switches() == before

    until(asleep, "two seconds without a wake-up")
    process.communicate(b"x\n", timeout=DEADLINE)


def killing_vigil_closes_the_pipe_or_the_terminal():
    path = os.path.join(folder, "end")
    code = f"""
import os, signal, time
def end(word):
    open({path!r}, 'w').write(word)
    os._exit(0)
signal.signal(signal.SIGHUP, lambda n, f: end('hangup'))
try:
    while True:
        os.write(1, b'line\\n')
        time.sleep(0.05)
except OSError as error: end(error.strerror)
"""
    process = subprocess.Popen(host(*python(code)), stdout=subprocess.PIPE)
    process.stdout.readline()
    process.kill()
    process.wait(DEADLINE)
    equal(until(lambda: os.path.exists(path) and open(path).read(), "the program's end"), "Broken pipe", "with a pipe")
    os.remove(path)
    terminal = Terminal(host(*python(code)))
    terminal.expect(rb"line")
    terminal.process.kill()
    terminal.wait()
    equal(until(lambda: os.path.exists(path) and open(path).read(), "the program's end"), "hangup", "with a terminal")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.alarm(150)
    names = sys.argv[2:]
    failed = 0
    for name in names:
        try:
            globals()[name]()
            if len(names) > 1:
                print("ok  ", name, flush=True)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            print("FAIL", name, error, flush=True)
            failed = 1
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)
