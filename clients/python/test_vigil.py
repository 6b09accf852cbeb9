"""Tests of vigil.py. Run in this folder: python3 -m unittest"""

import contextlib
import copy
import gc
import importlib
import io
import itertools
import json
import math
import os
import pathlib
import pickle
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import types
import unittest
import warnings
from fractions import Fraction
from unittest import mock

import vigil

HERE = os.path.dirname(os.path.abspath(vigil.__file__))
POSIX = os.name == "posix"


class Recorder:
    """The reading end of a FIFO, as the recorder holds it."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "pipe-%d" % time.monotonic_ns())
        os.mkfifo(self.path)
        self._fd = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._rest = b""

    def raw_lines(self):
        while True:
            try:
                chunk = os.read(self._fd, 1 << 16)
            except BlockingIOError:
                break
            if not chunk:
                break
            self._rest += chunk
        *lines, self._rest = self._rest.split(b"\n")
        return lines

    def messages(self):
        return [json.loads(line.decode("utf-8"), parse_constant=self._refuse) for line in self.raw_lines()]

    def one(self):
        messages = self.messages()
        assert len(messages) == 1, messages
        return messages[0]

    @staticmethod
    def _refuse(constant):
        raise AssertionError("not JSON: " + constant)

    def close(self):
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


@unittest.skipUnless(POSIX, "FIFOs need Linux or macOS")
class Recorded(unittest.TestCase):
    """Gives each test a client connected to a recorder."""

    def setUp(self):
        folder = tempfile.mkdtemp(prefix="vigil-test-")
        self.addCleanup(shutil.rmtree, folder)
        self.folder = folder
        self.recorder = Recorder(folder)
        self.addCleanup(self.recorder.close)
        self.use(vigil._Client(self.recorder.path))

    def use(self, client):
        self.addCleanup(setattr, vigil, "_client", vigil._client)
        vigil._client = client

        def close():
            if client is not None and client._pipe is not None:
                os.close(client._pipe[0])

        self.addCleanup(close)

    def fill_pipe(self):
        while not vigil._client._dropped:
            vigil.step(0)


class OutsideARun(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, vigil, "_client", vigil._client)
        vigil._client = None

    def test_every_call_does_nothing(self):
        self.assertIsNone(vigil.step(1, loss=0.5))
        self.assertIsNone(vigil.event("checkpoint_saved", path="x"))
        self.assertFalse(vigil.active())

    def test_arguments_are_not_even_looked_at(self):
        value = mock.Mock(spec=["__float__"])
        vigil.step(value, loss=value, other=value)
        vigil.event(value, detail=value)
        self.assertEqual([], value.mock_calls)

    def test_step_keeps_no_memory(self):
        for _ in range(100):
            vigil.step(1, loss=0.5)
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(10000):
            vigil.step(1, loss=0.5)
        self.assertLess(sys.getallocatedblocks() - before, 50)

    def test_step_costs_next_to_nothing(self):
        def call():
            start = time.perf_counter()
            for _ in range(1000):
                vigil.step(1, loss=0.5)
            return (time.perf_counter() - start) / 1000

        # The best of many, and a bound ten times what it takes: a busy machine must not fail this.
        self.assertLess(min(call() for _ in range(20)), 5e-6)

    def test_no_client_without_the_variable(self):
        with mock.patch.dict(os.environ):
            os.environ.pop(vigil.PIPE_VARIABLE, None)
            self.assertIsNone(vigil._from_environment())
            os.environ[vigil.PIPE_VARIABLE] = ""
            self.assertIsNone(vigil._from_environment())

    def test_no_client_on_windows(self):
        with mock.patch.dict(os.environ, {vigil.PIPE_VARIABLE: "x"}), mock.patch.object(vigil.os, "name", "nt"):
            self.assertIsNone(vigil._from_environment())

    def test_importing_vigil_imports_no_framework(self):
        code = "import sys, vigil; dir(vigil); from vigil import *; print(sorted(m for m in sys.modules if m in "
        code += "('torch', 'numpy', 'lightning', 'pytorch_lightning', 'transformers')))"
        out = subprocess.run([sys.executable, "-c", code], cwd=HERE, stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(b"[]", out.strip())


class Steps(Recorded):
    def test_a_message_carries_what_was_given(self):
        before = time.time()
        vigil.step(
            12, epoch=0.5, loss=2.3, generator_loss=0.7, discriminator_loss=0.6, learning_rate=1e-4, gradient_norm=1.5,
            batch_size=32, samples_per_second=128.0, tokens_per_second=9000, step_time=0.25, batch_time=0.2,
            data_time=0.05, accuracy=0.9,
        )
        message = self.recorder.one()
        self.assertTrue(before - 1 <= message.pop("t") <= time.time() + 1)
        self.assertEqual(
            {
                "pid": os.getpid(), "k": "step", "step": 12, "epoch": 0.5, "loss": 2.3, "generator_loss": 0.7,
                "discriminator_loss": 0.6, "learning_rate": 1e-4, "gradient_norm": 1.5, "batch_size": 32,
                "samples_per_second": 128.0, "tokens_per_second": 9000, "step_time_seconds": 0.25,
                "batch_time_seconds": 0.2, "data_time_seconds": 0.05, "accuracy": 0.9,
            },
            message,
        )

    def test_active_when_a_recorder_listens(self):
        self.assertTrue(vigil.active())

    def test_counts_by_itself_from_the_previous_step(self):
        vigil.step()
        vigil.step()
        vigil.step(10)
        vigil.step()
        self.assertEqual([1, 2, 10, 11], [m["step"] for m in self.recorder.messages()])

    def test_measures_the_step_time_from_the_second_call_on(self):
        with mock.patch.object(vigil.time, "monotonic", side_effect=itertools.chain([5.0, 5.0], itertools.repeat(5.5))):
            vigil.step(1)
            vigil.step(2)
        first, second = self.recorder.messages()
        self.assertNotIn("step_time_seconds", first)
        self.assertEqual(0.5, second["step_time_seconds"])

    def test_step_time_is_the_mean_when_steps_are_left_out(self):
        with mock.patch.object(vigil.time, "monotonic", side_effect=itertools.chain([5.0, 5.0], itertools.repeat(6.0))):
            vigil.step(100)
            vigil.step(150)
        self.assertEqual(0.02, self.recorder.messages()[1]["step_time_seconds"])

    def test_the_same_step_again_adds_to_it_and_leaves_the_clock_alone(self):
        with mock.patch.object(vigil.time, "monotonic", side_effect=[5.0, 5.0, 6.0, 7.0]):
            vigil.step(1, loss=1)
            vigil.step(1, accuracy=0.5)
            vigil.step(2)
        _, again, after = self.recorder.messages()
        self.assertNotIn("step_time_seconds", again)
        self.assertEqual(2.0, after["step_time_seconds"])

    def test_steps_that_start_over_still_have_a_time(self):
        with mock.patch.object(vigil.time, "monotonic", side_effect=[5.0, 5.0, 6.0]):
            vigil.step(900)
            vigil.step(0)
        self.assertEqual(1.0, self.recorder.messages()[1]["step_time_seconds"])

    def test_numbers_that_are_not_finite_are_texts(self):
        vigil.step(1, loss=float("nan"), gradient_norm=float("inf"), low=float("-inf"))
        message = self.recorder.one()
        self.assertEqual(("nan", "inf", "-inf"), (message["loss"], message["gradient_norm"], message["low"]))

    def test_anything_with_float_is_a_number(self):
        class Scalar:
            def __float__(self):
                return 2.5

        vigil.step("7", loss=Scalar(), epoch="0.5", half=Fraction(1, 2), flag=True, big=10 ** 30)
        message = self.recorder.one()
        self.assertEqual(7, message["step"])
        self.assertEqual(
            (2.5, 0.5, 0.5, 1.0, 1e30), tuple(message[name] for name in ("loss", "epoch", "half", "flag", "big"))
        )

    def test_a_tensor_is_detached_before_it_is_read(self):
        class Tensor:
            def __float__(self):
                raise AssertionError("torch would warn here")

            def detach(self):
                return 0.5

        vigil.step(1, loss=Tensor())
        self.assertEqual(0.5, self.recorder.one()["loss"])

    def test_what_is_no_number_is_left_out(self):
        vigil.step(1, loss="low", epoch=[], batch_size=object(), a=None, b={}, c=1j, d=10 ** 400, e=b"x")
        self.assertEqual({"t", "pid", "k", "step"}, set(self.recorder.one()))

    def test_a_step_that_is_no_number_counts_by_itself(self):
        for odd in ("x", float("nan"), float("inf"), 2 ** 70, [], object()):
            vigil.step(odd)
        self.assertEqual([1, 2, 3, 4, 5, 6], [m["step"] for m in self.recorder.messages()])

    def test_names_cannot_break_the_message(self):
        vigil.step(1, **{"k": 5, "pid": 5, "t": 5, "dropped": 5, "truncated": 5, 'a"b\n': 1, "ü": 2, "\ud800": 3})
        (line,) = self.recorder.raw_lines()
        names = [name for name, _ in json.loads(line, object_pairs_hook=list)]
        self.assertEqual(["t", "pid", "k", "step", 'a"b\n', "ü", "?"], names)

    def test_recorded_names_of_times_are_understood(self):
        vigil.step(1, step_time_seconds=2, data_time_seconds=1, data_time=3)
        message = self.recorder.one()
        self.assertEqual((2, 3), (message["step_time_seconds"], message["data_time_seconds"]))

    def test_a_step_too_long_loses_its_last_numbers(self):
        vigil.step(1, loss=0.5, **{"number_%04d" % i: i for i in range(1000)})
        (line,) = self.recorder.raw_lines()
        self.assertLessEqual(len(line) + 1, vigil.MAX_LINE_BYTES)
        message = json.loads(line)
        self.assertTrue(message["truncated"])
        self.assertEqual((0.5, 0), (message["loss"], message["number_0000"]))

    def test_numbers_are_read_only_when_someone_listens(self):
        self.use(vigil._Client(os.path.join(self.folder, "missing")))
        value = mock.Mock(spec=["__float__"])
        vigil.step(1, loss=value)
        self.assertEqual([], value.mock_calls)


class Events(Recorded):
    def test_a_message_carries_type_and_details(self):
        vigil.event("checkpoint_saved", path=pathlib.PurePosixPath("a/b.pt"), step=3, type="last", ok=True, none=None)
        message = self.recorder.one()
        self.assertEqual(("event", "checkpoint_saved"), (message["k"], message["type"]))
        self.assertEqual({"path": "a/b.pt", "step": 3, "type": "last", "ok": True, "none": None}, message["details"])

    def test_details_may_be_nested(self):
        vigil.event("x", metrics={"val_loss": float("nan"), "sizes": [1, 2.5, "a", (3,)]}, error=ValueError("bad"))
        details = self.recorder.one()["details"]
        self.assertEqual({"val_loss": "nan", "sizes": [1, 2.5, "a", [3]]}, details["metrics"])
        self.assertEqual("ValueError: bad", details["error"])

    def test_details_without_json_form_are_left_out(self):
        class Hostile(str):
            def __str__(self):
                raise RuntimeError

        vigil.event("x", a=object(), b=1, c=Hostile("y"), d={Hostile("k"): 1})
        self.assertEqual(1, self.recorder.one()["details"]["b"])

    def test_long_texts_are_cut(self):
        vigil.event("x", text="ab" * 100000, after=1)
        message = self.recorder.one()
        self.assertTrue(message["truncated"])
        self.assertTrue(message["details"]["text"].startswith("abab"))
        self.assertEqual(1, message["details"]["after"])

    def test_details_that_do_not_fit_are_left_out(self):
        for text in ("x" * 900, "\U0001F525" * 900, "\x00" * 900):
            vigil.event("x", first=1, **{"text_%d" % i: text for i in range(20)})
            (line,) = self.recorder.raw_lines()
            self.assertLessEqual(len(line) + 1, vigil.MAX_LINE_BYTES)
            message = json.loads(line.decode("utf-8"))
            self.assertTrue(message["truncated"])
            self.assertEqual(1, message["details"]["first"])

    def test_a_first_detail_too_long_does_not_spoil_the_rest(self):
        vigil.event("x", text="\x00" * 900, after=1)
        message = self.recorder.one()
        self.assertEqual((1, True), (message["details"]["after"], message["truncated"]))

    def test_endless_details_end(self):
        ring = []
        ring.append(ring)
        vigil.event("x", ring=ring, wide=list(range(10 ** 6)), table={i: {i: i} for i in range(10 ** 4)})
        self.assertTrue(self.recorder.one()["truncated"])

    def test_an_absurd_type_still_fits(self):
        vigil.event("\x00" * 100000, a=1)
        vigil.event(None)
        self.assertEqual(2, len(self.recorder.messages()))


class ThePipe(Recorded):
    def test_drops_when_full_and_reports_the_count_once(self):
        self.fill_pipe()
        for _ in range(4):
            vigil.step(0)
        self.assertTrue(all("dropped" not in message for message in self.recorder.messages()))
        vigil.step(1)
        vigil.step(2)
        first, second = self.recorder.messages()
        self.assertEqual(5, first["dropped"])
        self.assertNotIn("dropped", second)

    def test_a_full_pipe_does_not_block(self):
        self.fill_pipe()
        start = time.monotonic()
        for _ in range(1000):
            vigil.step(0)
        self.assertLess(time.monotonic() - start, 2)
        self.assertEqual(1, len(vigil._client._dropped))

    def test_a_dead_recorder_is_left_alone_for_good(self):
        vigil.step(1)
        self.recorder.close()
        vigil.step(2)
        self.assertFalse(vigil.active())
        vigil.step(3)
        self.assertFalse(vigil._client._dropped)

    def test_sigpipe_does_not_kill_a_program_that_restored_it(self):
        code = """
            import os, signal, sys, vigil
            fd = os.open(os.environ["VIGIL_PIPE"], os.O_RDONLY | os.O_NONBLOCK)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            vigil.step(1)
            print(len(os.read(fd, 9999)) > 10)
            os.close(fd)
            vigil.step(2)
            print(vigil.active(), signal.sigpending(), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        """
        self.recorder.close()
        done = self.run_program(code)
        self.assertEqual((0, "True\nFalse set() set()"), (done.returncode, done.stdout.strip()))

    def test_no_listener_then_one(self):
        with mock.patch.object(vigil.time, "monotonic", return_value=100.0) as clock:
            self.recorder.close()
            self.use(vigil._Client(self.recorder.path))
            with mock.patch.object(vigil.os, "open", wraps=os.open) as opened:
                for _ in range(50):
                    vigil.step(1)
                self.assertFalse(vigil.active())
                self.assertEqual(1, opened.call_count)
            self.recorder._fd = os.open(self.recorder.path, os.O_RDONLY | os.O_NONBLOCK)
            vigil.step(2)
            self.assertEqual([], self.recorder.messages())
            clock.return_value += vigil.RETRY_SECONDS
            vigil.step(3)
            self.assertEqual(3, self.recorder.one()["step"])

    def test_a_missing_pipe_is_no_error(self):
        self.use(vigil._Client(os.path.join(self.folder, "missing")))
        vigil.step(1)
        vigil.event("x")
        self.assertFalse(vigil.active())

    def test_never_writes_into_what_is_no_pipe(self):
        path = os.path.join(self.folder, "precious.txt")
        with open(path, "w") as file:
            file.write("mine")
        self.use(vigil._Client(path))
        vigil.step(1)
        self.assertFalse(vigil.active())
        with open(path) as file:
            self.assertEqual("mine", file.read())

    def test_never_writes_into_a_file_that_took_over_its_descriptor(self):
        vigil.step(1)
        path = os.path.join(self.folder, "precious.txt")
        with open(path, "wb") as file:
            os.dup2(file.fileno(), vigil._client._pipe[0])
        stolen = vigil._client._pipe[0]
        self.addCleanup(os.close, stolen)
        vigil.step(2)
        self.assertEqual(0, os.path.getsize(path))
        vigil.step(3)  # Opened anew.
        messages = self.recorder.messages()
        self.assertEqual([1, 3], [message["step"] for message in messages])
        self.assertEqual(1, messages[1]["dropped"])

    def test_survives_its_descriptor_being_closed(self):
        vigil.step(1)
        os.close(vigil._client._pipe[0])
        vigil.step(2)
        vigil.step(3)
        self.assertEqual([1, 3], [message["step"] for message in self.recorder.messages()])

    def test_programs_that_are_started_do_not_inherit_the_descriptor(self):
        vigil.step(1)
        self.assertFalse(os.get_inheritable(vigil._client._pipe[0]))

    def test_a_forked_child_goes_on_and_reports_its_own_drops_only(self):
        self.fill_pipe()
        self.recorder.messages()
        child = os.fork()
        if child == 0:
            try:
                vigil.step(loss=0.25)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        vigil.step(8)
        from_child, from_parent = self.recorder.messages()
        self.assertEqual((child, 1), (from_child["pid"], from_child["step"]))
        self.assertNotIn("dropped", from_child)
        self.assertNotIn("step_time_seconds", from_child)
        self.assertEqual((os.getpid(), 1), (from_parent["pid"], from_parent["dropped"]))

    def test_lines_of_threads_and_processes_do_not_mix(self):
        threads, each = 8, 250
        lines = []
        stop = threading.Event()

        def read():
            while not stop.is_set():
                lines.extend(self.recorder.raw_lines())
            lines.extend(self.recorder.raw_lines())

        def write(number):
            for i in range(each):
                vigil.step(i, thread=number, **{"n%d" % j: j * 1.5 for j in range(i % 60)})

        child = os.fork()
        if child == 0:
            try:
                write(99)
            finally:
                os._exit(0)
        reader = threading.Thread(target=read)
        writers = [threading.Thread(target=write, args=(i,)) for i in range(threads)]
        for thread in [reader] + writers:
            thread.start()
        for thread in writers:
            thread.join()
        os.waitpid(child, 0)
        stop.set()
        reader.join()
        vigil.step(0)
        lines.extend(self.recorder.raw_lines())
        messages = [json.loads(line) for line in lines]
        own = [message for message in messages if message["pid"] == os.getpid()]
        self.assertEqual(threads * each + 1, len(own) + sum(message.get("dropped", 0) for message in own))

    def test_a_signal_handler_may_report(self):
        previous = signal.signal(signal.SIGALRM, lambda *_: vigil.event("alarm"))
        self.addCleanup(signal.signal, signal.SIGALRM, previous)
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        end = time.monotonic() + 0.3
        kinds = []
        while time.monotonic() < end:
            vigil.step()
            kinds.extend(message["k"] for message in self.recorder.messages())
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.assertIn("event", kinds)

    def test_works_from_the_environment(self):
        done = self.run_program("import vigil; print(vigil.active()); vigil.step(loss=1); vigil.event('x')")
        self.assertEqual(("True", ""), (done.stdout.strip(), done.stderr))
        self.assertEqual(["step", "event"], [message["k"] for message in self.recorder.messages()])

    def run_program(self, code):
        environment = dict(os.environ, VIGIL_PIPE=self.recorder.path, PYTHONPATH=HERE)
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=60,
        )


class Fuzz(Recorded):
    def test_odd_arguments_never_raise_nor_print_nor_break_a_line(self):
        class Hostile:
            def __getattr__(self, name):
                raise RuntimeError("attribute")

            def __float__(self):
                raise RuntimeError("float")

            def __str__(self):
                raise RuntimeError("str")

            __repr__ = __index__ = __bool__ = __len__ = __iter__ = __eq__ = __str__
            __hash__ = object.__hash__

        class HostileDict(dict):
            def items(self):
                raise RuntimeError("items")

        random_source = random.Random(7)
        values = [
            None, True, False, 0, -1, 2 ** 63, -(2 ** 63), 10 ** 5000, 0.0, -0.0, 1e-320, 1.8e308, math.inf, -math.inf,
            math.nan, 1j, "", "nan", "1e5", "\n", "\ud800", "\0", "🔥" * 3000, b"", b"\xff", bytearray(b"1"), [], [[]],
            (), {}, {None: None}, {1: {2: {3: {4: {5: {6: 7}}}}}}, set(), range(10 ** 9), object(), object, Hostile(),
            Hostile, HostileDict(a=1), Fraction(1, 3), iter([]), Ellipsis, NotImplemented, lambda: 1, ValueError("x"),
            pathlib.PurePosixPath("\udcff"), memoryview(b"x"), mock.MagicMock(), types.SimpleNamespace(device="cuda"),
        ]
        names = [
            "epoch", "loss", "generator_loss", "learning_rate", "batch_size", "step_time", "data_time", "x", "é", "",
            "\n", '"', "\\", "t", "pid", "k", "type", "details", "dropped", "self", "named_numbers", "step_time_seconds",
        ]
        out, error = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error), warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(3000):
                chosen = {random_source.choice(names): random_source.choice(values) for _ in range(5)}
                vigil.step(random_source.choice(values), **chosen)
                vigil.event(random_source.choice(values), **chosen)
                for line in self.recorder.raw_lines():
                    self.assertLessEqual(len(line) + 1, vigil.MAX_LINE_BYTES)
                    pairs = json.loads(line.decode("utf-8"), object_pairs_hook=list, parse_constant=Recorder._refuse)
                    self.assertEqual(len(pairs), len({name for name, _ in pairs}), line)
        self.assertEqual(("", ""), (out.getvalue(), error.getvalue()))


class FakeTensor:
    """What the callbacks see of a tensor. Reading one that is on a GPU is what they must avoid."""

    def __init__(self, value=0.0, device="cpu", shape=()):
        self.value, self.shape = value, shape
        self.device = types.SimpleNamespace(type=device)
        self.reads = 0

    def __float__(self):
        self.reads += 1
        return self.value


def without_callbacks():
    for name in ("LightningCallback", "HuggingFaceCallback"):
        vars(vigil).pop(name, None)


class CallbackTest(Recorded):
    """Frameworks are put into sys.modules, or made impossible to import, for the duration of a test."""

    def setUp(self):
        super().setUp()
        without_callbacks()
        self.addCleanup(without_callbacks)
        patch = mock.patch.dict(sys.modules)
        patch.start()
        self.addCleanup(patch.stop)
        for name in ("lightning", "lightning.pytorch", "pytorch_lightning", "transformers"):
            sys.modules[name] = None

    def kinds(self):
        return [(m.get("type") or m["k"], m) for m in self.recorder.messages()]


def fake_lightning(name):
    class Callback:
        state_key = "x"

        def on_fit_start(self, trainer, pl_module):
            return "from the base"

    module = types.ModuleType(name)
    module.Callback = Callback
    return module


def fake_trainer(**changes):
    trainer = types.SimpleNamespace(
        global_step=0, current_epoch=0, optimizers=[types.SimpleNamespace(param_groups=[{"lr": 0.01}])],
        log_every_n_steps=2, callback_metrics={}, ckpt_path=None, local_rank=0, is_global_zero=True,
        checkpoint_callback=None,
    )
    vars(trainer).update(changes)
    return trainer


class Lightning(CallbackTest):
    def train(self, callback, trainer, outputs, batch=None, steps=1):
        callback.on_train_start(trainer, None)
        callback.on_train_epoch_start(trainer, None)
        for i in range(steps):
            callback.on_train_batch_start(trainer, None, batch, i)
            trainer.global_step += 1
            callback.on_train_batch_end(trainer, None, outputs, batch, i)

    def test_stands_on_the_frameworks_base_class(self):
        sys.modules["lightning"] = types.ModuleType("lightning")
        sys.modules["lightning.pytorch"] = fake_lightning("lightning.pytorch")
        callback = vigil.LightningCallback()
        self.assertIsInstance(callback, sys.modules["lightning.pytorch"].Callback)
        self.assertEqual("from the base", callback.on_fit_start(None, None))
        self.assertEqual(("vigil", "LightningCallback"), (type(callback).__module__, type(callback).__qualname__))

    def test_prefers_the_package_that_the_program_uses(self):
        sys.modules["pytorch_lightning"] = fake_lightning("pytorch_lightning")
        self.assertIsInstance(vigil.LightningCallback(), sys.modules["pytorch_lightning"].Callback)

    def test_without_the_framework_every_hook_exists(self):
        callback = vigil.LightningCallback()
        self.assertIsNone(callback.on_fit_start(None, None))
        self.assertIsNone(callback.setup(None, None, "fit"))
        with self.assertRaises(AttributeError):
            callback.nonsense

    def test_can_be_pickled_and_copied(self):
        callback = vigil.LightningCallback(loss_every_n_steps=7)
        self.assertEqual(7, pickle.loads(pickle.dumps(callback))._loss_every)
        self.assertEqual(7, copy.deepcopy(callback)._loss_every)

    def test_reports_a_step(self):
        trainer = fake_trainer(current_epoch=3)
        self.train(vigil.LightningCallback(), trainer, {"loss": FakeTensor(0.5)}, [FakeTensor(shape=(16, 3))])
        message = self.recorder.one()
        self.assertEqual(
            (1, 3, 0.5, 0.01, 16), tuple(message[n] for n in ("step", "epoch", "loss", "learning_rate", "batch_size"))
        )
        for name in ("step_time_seconds", "batch_time_seconds", "data_time_seconds"):
            self.assertGreaterEqual(message[name], 0)

    def test_step_time_is_data_time_and_batch_time(self):
        ticks = itertools.count()
        with mock.patch.object(vigil.time, "monotonic", side_effect=lambda: next(ticks) * 1.0):
            vigil.active()
            self.train(vigil.LightningCallback(), fake_trainer(), None, steps=3)
        for message in self.recorder.messages():
            self.assertEqual(message["step_time_seconds"], message["data_time_seconds"] + message["batch_time_seconds"])

    def test_reports_both_losses_of_a_gan(self):
        self.train(vigil.LightningCallback(), fake_trainer(), {"g_loss": 0.7, "discriminator_loss": 0.6})
        message = self.recorder.one()
        self.assertEqual((0.7, 0.6), (message["generator_loss"], message["discriminator_loss"]))

    def test_a_loss_on_the_gpu_is_read_only_now_and_then(self):
        loss, rate = FakeTensor(0.5, "cuda"), FakeTensor(0.1, "cuda")
        trainer = fake_trainer(log_every_n_steps=5)
        trainer.optimizers[0].param_groups[0]["lr"] = rate
        self.train(vigil.LightningCallback(), trainer, loss, steps=10)
        messages = self.recorder.messages()
        self.assertEqual([5, 10], [message["step"] for message in messages if "loss" in message])
        self.assertEqual((10, 2, 0), (len(messages), loss.reads, rate.reads))

    def test_accumulated_batches_are_one_step(self):
        callback, trainer = vigil.LightningCallback(), fake_trainer(accumulate_grad_batches=3)
        callback.on_train_start(trainer, None)
        for i in range(6):
            callback.on_train_batch_start(trainer, None, None, i)
            trainer.global_step = (i + 1) // 3
            callback.on_train_batch_end(trainer, None, {"loss": 0.5}, None, i)  # A third of the loss.
        self.assertEqual([(1, 1.5), (2, 1.5)], [(m["step"], m["loss"]) for m in self.recorder.messages()])

    def test_reports_events(self):
        callback = vigil.LightningCallback()
        saver = types.SimpleNamespace(_last_checkpoint_saved="out/a.ckpt")
        trainer = fake_trainer(ckpt_path="old.ckpt", global_step=40, checkpoint_callback=saver)
        self.train(callback, trainer, None)
        callback.on_validation_start(trainer, None)
        trainer.callback_metrics = {"val_loss": FakeTensor(0.25), "train_loss": 1}
        callback.on_validation_end(trainer, None)
        callback.on_save_checkpoint(trainer, None, {})
        callback.on_train_end(trainer, None)
        callback.on_exception(trainer, None, RuntimeError("CUDA out of memory. Tried to allocate"))
        callback.on_exception(trainer, None, KeyboardInterrupt())
        kinds = self.kinds()
        expected = ["resumed_from", "step", "validation_start", "validation_end", "checkpoint_saved", "oom"]
        self.assertEqual(expected, [kind for kind, _ in kinds])
        details = {kind: message.get("details") for kind, message in kinds}
        self.assertEqual({"path": "old.ckpt", "step": 40, "epoch": 0}, details["resumed_from"])
        self.assertEqual({"val_loss": 0.25}, details["validation_end"]["metrics"])
        self.assertEqual({"step": 41, "epoch": 0, "path": "out/a.ckpt"}, details["checkpoint_saved"])

    def test_time_spent_saving_is_not_waiting_for_data(self):
        callback, trainer = vigil.LightningCallback(), fake_trainer()
        self.train(callback, trainer, None)
        callback.on_save_checkpoint(trainer, None, {})
        callback.on_train_batch_start(trainer, None, None, 1)
        trainer.global_step += 1
        callback.on_train_batch_end(trainer, None, None, None, 1)
        (_, _), (saved, _), (_, last) = self.kinds()
        self.assertEqual("checkpoint_saved", saved)
        self.assertNotIn("data_time_seconds", last)

    def test_only_the_first_process_of_a_machine_reports(self):
        trainer = fake_trainer(local_rank=1, ckpt_path="x")
        callback = vigil.LightningCallback()
        self.train(callback, trainer, 0.5)
        callback.on_validation_start(trainer, None)
        self.assertEqual([], self.recorder.messages())

    def test_a_strange_trainer_is_no_error(self):
        callback = vigil.LightningCallback()
        for trainer in (None, object(), types.SimpleNamespace(global_step="x", optimizers=3)):
            self.train_quietly(callback, trainer)
        self.assertEqual([], [m for m in self.recorder.messages() if m["k"] == "event"])

    @staticmethod
    def train_quietly(callback, trainer):
        callback.on_train_start(trainer, None)
        callback.on_train_batch_start(trainer, None, None, 0)
        callback.on_train_batch_end(trainer, None, None, None, 0)
        callback.on_validation_end(trainer, None)
        callback.on_train_end(trainer, None)


class HuggingFace(CallbackTest):
    def setUp(self):
        super().setUp()
        self.args = types.SimpleNamespace(output_dir="out", train_batch_size=8, resume_from_checkpoint=None)
        self.state = types.SimpleNamespace(
            global_step=0, epoch=0.0, is_local_process_zero=True, is_world_process_zero=True
        )

    def call(self, callback, name, **more):
        return getattr(callback, name)(self.args, self.state, object(), **more)

    def test_stands_on_the_frameworks_base_class(self):
        module = types.ModuleType("transformers")
        module.TrainerCallback = type("TrainerCallback", (), {})
        sys.modules["transformers"] = module
        self.assertIsInstance(vigil.HuggingFaceCallback(), module.TrainerCallback)

    def test_reports_what_the_trainer_logs(self):
        callback = vigil.HuggingFaceCallback()
        self.call(callback, "on_train_begin")
        for _ in range(3):
            self.call(callback, "on_step_begin")
            self.state.global_step += 1
            self.call(callback, "on_step_end")
        logs = {"loss": 2.5, "learning_rate": 5e-5, "grad_norm": 1.5, "epoch": 0.1, "mem": 3, "note": "text"}
        self.assertIsNone(self.call(callback, "on_log", logs=logs))
        message = self.recorder.one()
        expected = {
            "step": 3, "loss": 2.5, "learning_rate": 5e-5, "gradient_norm": 1.5, "epoch": 0.1, "mem": 3, "batch_size": 8
        }
        self.assertEqual(expected, {name: message[name] for name in expected})
        self.assertAlmostEqual(
            message["step_time_seconds"], message["batch_time_seconds"] + message["data_time_seconds"], places=6
        )
        self.assertNotIn("note", message)

    def test_reports_quoted_numbers(self):
        self.call(vigil.HuggingFaceCallback(), "on_log", logs={"loss": "nan", "learning_rate": "0"})
        message = self.recorder.one()
        self.assertEqual(("nan", 0.0), (message["loss"], message["learning_rate"]))

    def test_reports_the_end_summary_as_numbers(self):
        self.state.global_step = 9
        self.call(vigil.HuggingFaceCallback(), "on_log", logs={"train_runtime": 4.5, "train_loss": 0.4})
        message = self.recorder.one()
        self.assertEqual((9, 4.5, 0.4), (message["step"], message["train_runtime"], message["train_loss"]))

    def test_a_step_sends_nothing(self):
        callback = vigil.HuggingFaceCallback()
        self.call(callback, "on_step_begin")
        self.call(callback, "on_step_end")
        self.assertEqual([], self.recorder.messages())

    def test_reports_events(self):
        callback = vigil.HuggingFaceCallback()
        self.args.resume_from_checkpoint = "out/checkpoint-5"
        self.state.global_step = 5
        self.call(callback, "on_train_begin")
        self.call(callback, "on_save")
        self.call(callback, "on_prediction_step")
        self.call(callback, "on_prediction_step")
        self.call(callback, "on_evaluate", metrics={"eval_loss": 0.5})
        self.state.train_batch_size = 4
        self.state.global_step = 0
        self.call(callback, "on_train_begin")
        kinds = self.kinds()
        expected = ["resumed_from", "checkpoint_saved", "validation_start", "validation_end", "batch_size_change"]
        self.assertEqual(expected, [kind for kind, _ in kinds])
        details = {kind: message["details"] for kind, message in kinds}
        self.assertEqual("out/checkpoint-5", details["checkpoint_saved"]["path"])
        self.assertEqual({"from": 8, "to": 4}, details["batch_size_change"])
        self.assertEqual({"eval_loss": 0.5}, details["validation_end"]["metrics"])

    def test_only_the_first_process_of_a_machine_reports(self):
        self.state.is_local_process_zero = self.state.is_world_process_zero = False
        callback = vigil.HuggingFaceCallback()
        self.call(callback, "on_log", logs={"loss": 1})
        self.call(callback, "on_save")
        self.assertEqual([], self.recorder.messages())


def real(module):
    """The module, or None if this Python has none that can be imported."""
    try:
        return importlib.import_module(module)
    except Exception:
        return None


class RealLibraries(Recorded):
    def setUp(self):
        super().setUp()
        without_callbacks()
        self.addCleanup(without_callbacks)

    def library(self, *names):
        for name in names:
            found = real(name)
            if found is not None:
                return found
        self.skipTest(" or ".join(names) + " cannot be imported by this Python")

    def test_torch_tensors(self):
        torch = self.library("torch")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            loss = torch.tensor(0.5, requires_grad=True) * 1
            vigil.step(torch.tensor(3), loss=loss, gradient_norm=torch.tensor([2.0]), many=torch.ones(2))
        message = self.recorder.one()
        self.assertEqual((3, 0.5, 2.0), (message["step"], message["loss"], message["gradient_norm"]))
        self.assertNotIn("many", message)

    def test_torch_dataloader_workers_report(self):
        self.library("torch")
        from torch.utils.data import DataLoader

        list(DataLoader(_ReportingDataset(), num_workers=2))
        pids = {message["pid"] for message in self.recorder.messages()}
        self.assertEqual(2, len(pids - {os.getpid()}))

    def test_numpy_scalars(self):
        numpy = self.library("numpy")
        vigil.step(numpy.int64(4), loss=numpy.float32(0.5), batch_size=numpy.array(8), many=numpy.ones(2))
        message = self.recorder.one()
        self.assertEqual((4, 0.5, 8), (message["step"], message["loss"], message["batch_size"]))
        self.assertNotIn("many", message)

    def test_lightning_trains(self):
        torch = self.library("torch")
        lightning = self.library("lightning.pytorch", "pytorch_lightning")

        class Model(lightning.LightningModule):
            def __init__(self):
                super().__init__()
                self.layer = torch.nn.Linear(2, 1)

            def training_step(self, batch, batch_idx):
                return self.layer(batch).square().mean()

            def validation_step(self, batch, batch_idx):
                self.log("val_loss", self.layer(batch).square().mean())

            def configure_optimizers(self):
                return torch.optim.SGD(self.parameters(), lr=0.01)

        data = torch.utils.data.DataLoader(torch.ones(8, 2), batch_size=4)
        trainer = lightning.Trainer(
            max_epochs=2, accelerator="cpu", logger=False, enable_progress_bar=False, enable_model_summary=False,
            default_root_dir=self.folder, callbacks=[vigil.LightningCallback()],
        )
        trainer.fit(Model(), data, data)
        messages = self.recorder.messages()
        steps = [message for message in messages if message["k"] == "step"]
        self.assertEqual([1, 2, 3, 4], [message["step"] for message in steps])
        self.assertTrue(all("loss" in message and message["batch_size"] == 4 for message in steps))
        kinds = {message.get("type") for message in messages}
        self.assertTrue({"checkpoint_saved", "validation_start", "validation_end"} <= kinds, kinds)

    def test_hugging_face_base_class(self):
        transformers = self.library("transformers")
        if real("transformers.trainer_callback") is None:
            self.skipTest("transformers is here without its trainer")
        self.assertIsInstance(vigil.HuggingFaceCallback(), transformers.TrainerCallback)


class _ReportingDataset:
    def __len__(self):
        return 8

    def __getitem__(self, index):
        vigil.step(index)
        return index


if __name__ == "__main__":
    unittest.main()
