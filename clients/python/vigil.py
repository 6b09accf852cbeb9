"""Tell Vigil about a training run from inside it.

    import vigil

    for step, batch in enumerate(loader):
        loss = train(batch)
        if step % 50 == 0:                      # see "GPU tensors" below
            vigil.step(step, loss=loss, learning_rate=schedule.rate)
    vigil.event("checkpoint_saved", path="last.pt")

Start the program with ``vigil run -- python train.py`` and the numbers join the recording. Started any other
way, every call returns at once and does nothing, so the calls can stay in the program for good.

One file, standard library only, Python 3.8 or newer, Linux and macOS (elsewhere it does nothing). Copy it
beside your program, or put its folder on PYTHONPATH.

What it promises: it never raises into the program, never waits for anything, never prints, starts no thread,
and holds no lock, so it may be called from threads, from forked workers and from signal handlers.

GPU tensors: a tensor or array of one element is read with ``float()``. On a GPU that waits until the GPU has
computed it. Pass plain floats where the program has them anyway, or report every n-th step; steps between two
reports need none of their own, the step time is then the mean over them.

How: one JSON object per line into the FIFO that the recorder names in VIGIL_PIPE (docs/client-protocol.md).
A line is written whole or not at all, because POSIX makes writes up to PIPE_BUF atomic among all writers.
That, and state that changes in single atomic operations, is what replaces a lock: a lock could be held by
another thread at the instant of a fork, or by the very code that a signal handler interrupts.
"""

import errno
import functools
import itertools
import json
import math
import operator
import os
import select
import signal
import stat
import sys
import time
from collections import deque
from typing import Any, Callable, Dict, List, Optional, Tuple

__all__ = ["step", "event", "active"]  # The callbacks are left out: `import *` must not import a framework.
__version__ = "1.0.0"

PIPE_VARIABLE = "VIGIL_PIPE"
RETRY_SECONDS = 1.0
"""How long to leave a pipe alone after finding that nobody reads it."""

MAX_LINE_BYTES = min(4096, getattr(select, "PIPE_BUF", 512))
"""The longest line: what the protocol allows, or less where the system's atomic writes are shorter (macOS: 512)."""

_PROTOCOL_NAMES = frozenset(("t", "pid", "k", "dropped", "truncated"))
_TIMES = frozenset(("step_time_seconds", "batch_time_seconds", "data_time_seconds"))
_MAX_TYPE = 64
_MAX_TEXT = MAX_LINE_BYTES // 4 - 64  # So that one text fits even if each character takes four bytes.
_MAX_DEPTH = 4
_MAX_VALUES = 256

_quote = json.JSONEncoder(ensure_ascii=False).encode


def step(
    step: Any = None,
    *,
    epoch: Any = None,
    loss: Any = None,
    generator_loss: Any = None,
    discriminator_loss: Any = None,
    learning_rate: Any = None,
    gradient_norm: Any = None,
    batch_size: Any = None,
    samples_per_second: Any = None,
    tokens_per_second: Any = None,
    step_time: Any = None,
    batch_time: Any = None,
    data_time: Any = None,
    **named_numbers: Any
) -> None:
    """Report that a training step is done, with whatever numbers are at hand. All are optional.

    Numbers may be ints, floats, numpy scalars, tensors of one element, or text such as "0.5"; NaN and infinity
    are reported as such. What cannot be turned into a number is left out.

    step: number of the step, from whichever number the program starts at. Default: the previous one plus 1,
        beginning at 1. Calling again with the same number adds to that step.
    epoch: epoch, fractions welcome (2.5 is half-way through the third).
    loss, generator_loss, discriminator_loss, learning_rate, gradient_norm: as the program has them, no unit.
    batch_size: samples in this step.
    samples_per_second, tokens_per_second: throughput.
    step_time: seconds from the end of the last step to the end of this one. Default: the time since the
        previous call, divided by the number of steps in between; nothing on the first call.
    batch_time: seconds of computing in this step (forward, backward, update).
    data_time: seconds of waiting for this step's data.
    named_numbers: any further number, recorded under its name. The names t, pid, k, dropped and truncated
        belong to the protocol and are left out.
    """
    client = _client
    if client is None:
        return
    try:
        client.step(
            step,
            (
                ("epoch", epoch),
                ("loss", loss),
                ("generator_loss", generator_loss),
                ("discriminator_loss", discriminator_loss),
                ("learning_rate", learning_rate),
                ("gradient_norm", gradient_norm),
                ("batch_size", batch_size),
                ("samples_per_second", samples_per_second),
                ("tokens_per_second", tokens_per_second),
                ("step_time_seconds", step_time),
                ("batch_time_seconds", batch_time),
                ("data_time_seconds", data_time),
            ),
            named_numbers,
        )
    except Exception:  # Whatever an argument's own code raises is no reason to end a training run.
        pass


def event(type: str, /, **details: Any) -> None:
    """Report something that happened now.

    type: what happened, a short name. Vigil knows checkpoint_saved, resumed_from, sampling_start, sampling_end,
        batch_size_change, oom, validation_start and validation_end; any other name is recorded as it is.
    details: facts about it: text, numbers, True, False, None, paths, exceptions, and lists or dicts of these.
        Anything else is left out. Long texts are cut, and what does not fit in one line is left out.
    """
    client = _client
    if client is None:
        return
    try:
        client.event(type, details)
    except Exception:
        pass


def active() -> bool:
    """Whether a recorder is listening: True under `vigil run`, False otherwise. Costs nothing when False."""
    client = _client
    if client is None:
        return False
    try:
        return client.connected()
    except Exception:
        return False


class _Client:
    """The writing end of the pipe, and what one process remembers between two steps."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._pipe: Optional[Tuple[int, int, int]] = None  # descriptor, device, inode
        self._retry_at = 0.0
        self._closed = False
        # How many messages were dropped since the last one that got through. A sender takes all entries and,
        # if it fails too, puts one entry back with their sum plus one: exact, bounded, and without a lock.
        self._dropped: "deque[int]" = deque()
        self._forget_steps()

    def _forget_steps(self) -> None:
        self._numbers = itertools.count(1)
        self._last_step: Optional[Tuple[int, float]] = None  # number, monotonic time

    def after_fork(self) -> None:
        """In a forked child: the pipe stays usable, but steps and drops so far are the parent's to report."""
        self._dropped.clear()
        self._forget_steps()

    def connected(self) -> bool:
        """Whether someone reads the pipe, opening it if need be (at most one try a second)."""
        if self._closed:
            return False
        if self._pipe is not None:
            return True
        now = time.monotonic()
        if now < self._retry_at:
            return False
        if self._open():
            return True
        self._retry_at = now + RETRY_SECONDS
        return False

    def _open(self) -> bool:
        try:
            fd = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError:  # ENXIO: nobody reads. ENOENT: the recorder has gone and tidied up.
            return False
        status = os.fstat(fd)
        if not stat.S_ISFIFO(status.st_mode):
            os.close(fd)
            self._closed = True  # Some other file. It is not ours to write into.
            return False
        if self._pipe is not None:  # Another thread was quicker.
            os.close(fd)
        else:
            self._pipe = (fd, status.st_dev, status.st_ino)
        return True

    def step(self, number: Any, known: Tuple[Tuple[str, Any], ...], named: Dict[str, Any]) -> None:
        now = time.monotonic()
        whole = _whole(number)
        if whole is None:
            whole = next(self._numbers)
        else:
            self._numbers = itertools.count(whole + 1)
        last = self._last_step
        if last is None or last[0] != whole:
            self._last_step = (whole, now)
        if not self.connected():
            return  # Before any number is read: reading one may wait for a GPU.

        fields: List[str] = []
        step_time_seen = False
        for name, value in known:
            if value is None and named and name in _TIMES:
                value = named.get(name)  # The recorded name, used as an argument, means the same.
            text = _number(value) if value is not None else None
            if text is not None:
                fields.append(',"' + name + '":' + text)
                step_time_seen = step_time_seen or name == "step_time_seconds"
        if last is not None and last[0] != whole and not step_time_seen:
            steps = max(1, whole - last[0])
            fields.append(',"step_time_seconds":%.9f' % ((now - last[1]) / steps))
        for name, value in named.items():
            if value is None or name in _PROTOCOL_NAMES or name in _TIMES:
                continue
            text = _number(value)
            if text is not None:
                fields.append("," + _quote(name) + ":" + text)
        self._send('"step","step":%d' % whole, fields, "")

    def event(self, type: Any, details: Dict[str, Any]) -> None:
        if not self.connected():
            return
        reader = _Details()
        name = _quote((type if isinstance(type, str) else str(type))[:_MAX_TYPE])
        fields = []
        for key, value in details.items():
            text = reader.read(value)
            if text is not None:
                fields.append(("," if fields else "") + reader.text(key) + ":" + text)
        self._send('"event","type":' + name + ',"details":{', fields, "}", reader.cut)

    def _send(self, head: str, fields: List[str], close: str, truncated: bool = False) -> None:
        """Write one line: head, as many fields as fit, close. Drop it whole when the pipe is full."""
        dropped = 0
        while self._dropped:
            try:
                dropped += self._dropped.popleft()
            except IndexError:  # Another thread took it.
                break

        head = '{"t":%.6f,"pid":%d,"k":%s' % (time.time(), os.getpid(), head)
        tail = (',"dropped":%d' % dropped if dropped else "") + "}\n"
        sent = False
        try:
            line = _line(head, "".join(fields), close, tail, truncated)
            if len(line) > MAX_LINE_BYTES:
                line = _fitted(head, fields, close, tail)
            sent = len(line) <= MAX_LINE_BYTES and self._write(line)
        finally:
            if not sent and not self._closed:
                self._dropped.append(dropped + 1)

    def _write(self, line: bytes) -> bool:
        pipe = self._pipe
        if pipe is None:
            return False
        fd, device, inode = pipe
        try:
            # A program that closes all descriptors (to become a daemon, say) has closed ours too, and the number
            # may by now be one of its own files. One fstat, under a microsecond, keeps us from writing into it.
            status = os.fstat(fd)
            if status.st_ino != inode or status.st_dev != device:
                self._pipe = None
                return False
            if signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN:  # Python's default.
                os.write(fd, line)
            else:
                _write_without_sigpipe(fd, line)
            return True
        except OSError as error:
            if error.errno == errno.EPIPE:
                # The recorder is gone for good. The descriptor stays open: were it closed, another thread just
                # about to write could find a file of the program under the same number.
                self._closed = True
            elif error.errno == errno.EBADF:
                self._pipe = None
            return False


def _line(head: str, fields: str, close: str, tail: str, truncated: bool) -> bytes:
    # File names may hold lone surrogates; they have no UTF-8 form and become question marks.
    return (head + fields + close + (',"truncated":true' if truncated else "") + tail).encode("utf-8", "replace")


def _fitted(head: str, fields: List[str], close: str, tail: str) -> bytes:
    """The line with the first fields that fit, those too long by themselves left out."""
    room = MAX_LINE_BYTES - len(_line(head, "", close, tail, True))
    kept: List[str] = []
    for field in fields:
        if not kept:
            field = field if close == "" else field.lstrip(",")
        size = len(field.encode("utf-8", "replace"))
        if size <= room:
            kept.append(field)
            room -= size
    return _line(head, "".join(kept), close, tail, True)


def _write_without_sigpipe(fd: int, line: bytes) -> None:
    """Write for programs that changed SIGPIPE from Python's default, where a broken pipe would end them.

    The signal of a failed write goes to the writing thread, so it is held back there and taken away again,
    unless one was already waiting, which then is the program's own.
    """
    pipe_signal = (signal.SIGPIPE,)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, pipe_signal)
    try:
        was_pending = signal.SIGPIPE in signal.sigpending()
        try:
            os.write(fd, line)
        except BrokenPipeError:
            if not was_pending and signal.SIGPIPE in signal.sigpending():
                signal.sigwait(pipe_signal)  # Pending, so it returns at once.
            raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _whole(value: Any) -> Optional[int]:
    """The step number in value, or None if it holds none that fits in 64 bits."""
    if value is None:
        return None
    try:
        number = value if type(value) is int else _index(value)
    except Exception:
        return None
    return number if -(2 ** 63) <= number < 2 ** 63 - 1 else None


def _index(value: Any) -> int:
    try:
        return operator.index(value)
    except Exception:
        return int(float(value))


def _number(value: Any) -> Optional[str]:
    """value as JSON: a number, or "nan", "inf", "-inf" in quotes. None if it is not a number."""
    kind = type(value)
    if kind is int:
        if -(2 ** 63) <= value < 2 ** 63:
            return repr(value)
    if kind is not float:
        try:
            # A tensor that still carries its gradient makes torch warn, that is print, when it is read.
            detach = getattr(value, "detach", None)
            value = float(value if detach is None else detach())
        except Exception:
            return None
    if math.isfinite(value):
        return repr(value)
    return '"nan"' if value != value else '"inf"' if value > 0 else '"-inf"'


class _Details:
    """Turns the details of one event into JSON, with a bound on depth, number of values and length of texts."""

    def __init__(self) -> None:
        self.cut = False
        self._left = _MAX_VALUES

    def text(self, value: str) -> str:
        if len(value) > _MAX_TEXT:
            self.cut = True
            value = value[:_MAX_TEXT]
        return _quote(value)

    def read(self, value: Any, depth: int = 0) -> Optional[str]:
        """value as JSON, or None if it has no JSON form or exceeds the bounds."""
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            self.cut = True
            return None
        try:
            return self._read(value, depth)
        except Exception:
            return None

    def _read(self, value: Any, depth: int) -> Optional[str]:
        if value is None or value is True or value is False:
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, str):
            return self.text(str(value))
        if isinstance(value, dict):
            pairs = ((key, self.read(item, depth + 1)) for key, item in self._some(value.items()))
            return "{" + ",".join(self.text(str(key)) + ":" + item for key, item in pairs if item is not None) + "}"
        if isinstance(value, (list, tuple)):
            items = (self.read(item, depth + 1) for item in self._some(value))
            return "[" + ",".join(item for item in items if item is not None) + "]"
        if isinstance(value, BaseException):
            return self.text(value.__class__.__name__ + ": " + str(value))
        if isinstance(value, os.PathLike):
            return self.text(os.fsdecode(value))
        return _number(value)

    def _some(self, values: Any) -> Any:
        """The values, as far as they are still wanted: a list of millions must not be walked to its end."""
        for value in values:
            yield value
            if self._left <= 0:
                self.cut = True
                return


def _from_environment() -> Optional[_Client]:
    path = os.environ.get(PIPE_VARIABLE)
    return _Client(path) if path and os.name == "posix" else None


_client = _from_environment()


def _after_fork() -> None:
    if _client is not None:
        _client.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


# ---- Callbacks for training frameworks -----------------------------------------------------------------------
#
# Built when first asked for, on the framework's own base class, because importing vigil must import none of them.
# Without the framework they stand on a base that answers every hook, so that a look-alike trainer can use them.


def __getattr__(name: str) -> Any:
    build = {"LightningCallback": _lightning_callback, "HuggingFaceCallback": _hugging_face_callback}.get(name)
    if build is None:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    built = build()
    globals()[name] = built  # Found there from now on, by pickle too.
    return built


def __dir__() -> List[str]:
    return sorted(set(globals()) | {"LightningCallback", "HuggingFaceCallback"})


class _AnyHook:
    """Stands in for a framework's callback class: any hook exists and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("on_") or name in ("setup", "teardown"):
            return _do_nothing
        raise AttributeError(name)


def _do_nothing(*args: Any, **kwargs: Any) -> None:
    return None


def _base(*places: Tuple[str, str]) -> type:
    """The first (module, class) that can be had, preferring a module that the program has imported already."""
    for module, name in sorted(places, key=lambda place: place[0] not in sys.modules):
        try:
            return getattr(__import__(module, fromlist=[name]), name)
        except Exception:  # Not only ImportError: a half-installed framework raises anything.
            continue
    return _AnyHook


def _hook(method: Callable[..., None]) -> Callable[..., None]:
    """A hook that does nothing outside a run and never raises into the trainer."""

    @functools.wraps(method)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> None:
        if _client is None:
            return
        try:
            method(self, *args, **kwargs)
        except Exception:
            pass

    return guarded


def _on_host(value: Any) -> bool:
    """Whether reading value waits for no accelerator."""
    device = getattr(value, "device", None)
    return device is None or getattr(device, "type", device) == "cpu"


def _is_out_of_memory(error: BaseException) -> bool:
    return "OutOfMemory" in type(error).__name__ or isinstance(error, MemoryError) or "out of memory" in str(error)


def _lightning_callback() -> type:
    base = _base(("lightning.pytorch", "Callback"), ("pytorch_lightning", "Callback"))

    class LightningCallback(base):  # type: ignore[misc, valid-type]
        """Reports a Lightning training: ``Trainer(callbacks=[vigil.LightningCallback()])``.

        Every optimizer step: step, epoch, learning rate, batch size, step, batch and data time. Times on a
        GPU are those of the host, which queues work ahead; over many steps they agree.
        Loss: from what training_step returned (a tensor, or a dict with "loss", and "generator_loss" or "g_loss",
        "discriminator_loss" or "d_loss").
        Events: resumed_from, checkpoint_saved, validation_start, validation_end with its metrics, oom.
        Of several processes on one machine, the first reports.

        loss_every_n_steps: how often a loss on a GPU is read, which waits for the GPU. Default (None): the
            trainer's log_every_n_steps. A loss on the CPU is read at every step.
        """

        def __init__(self, loss_every_n_steps: Optional[int] = None) -> None:
            super().__init__()
            self._loss_every = loss_every_n_steps
            self._step_start: Optional[float] = None
            self._idle_since: Optional[float] = None
            self._batch_start: Optional[float] = None
            self._data_time: Optional[float] = None
            self._last_step: Optional[int] = None
            self._saving: Optional[Dict[str, Any]] = None

        @_hook
        def on_train_start(self, trainer: Any, pl_module: Any) -> None:
            self._last_step = trainer.global_step
            path = getattr(trainer, "ckpt_path", None) or getattr(trainer, "resume_from_checkpoint", None)
            if path and _is_first(trainer):
                event("resumed_from", path=path, step=trainer.global_step, epoch=trainer.current_epoch)

        @_hook
        def on_train_epoch_start(self, trainer: Any, pl_module: Any) -> None:
            self._tell_saved(trainer)
            self._step_start = self._idle_since = time.monotonic()

        @_hook
        def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int, *more: Any) -> None:
            now = time.monotonic()
            if self._saving is not None:  # The wait was for the disk, not for data.
                self._tell_saved(trainer)
                self._step_start, self._idle_since = now, None
            self._data_time = now - self._idle_since if self._idle_since is not None else None
            self._batch_start = now

        @_hook
        def on_train_batch_end(
            self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int, *more: Any
        ) -> None:
            now = time.monotonic()
            self._idle_since = now
            number = trainer.global_step
            if number == self._last_step:  # Gradients are being accumulated; the step is not done yet.
                return
            self._last_step = number
            step_start, self._step_start = self._step_start, now
            if not _is_first(trainer):
                return
            step(
                number,
                epoch=trainer.current_epoch,
                learning_rate=_learning_rate(trainer),
                batch_size=_batch_size(batch),
                step_time=now - step_start if step_start is not None else None,
                batch_time=now - self._batch_start if self._batch_start is not None else None,
                data_time=self._data_time,
                **self._losses(trainer, outputs, number)
            )

        def _losses(self, trainer: Any, outputs: Any, number: int) -> Dict[str, Any]:
            if not isinstance(outputs, dict):
                outputs = {"loss": outputs}
            found = {
                "loss": outputs.get("loss"),
                "generator_loss": outputs.get("generator_loss", outputs.get("g_loss")),
                "discriminator_loss": outputs.get("discriminator_loss", outputs.get("d_loss")),
            }
            every = self._loss_every or getattr(trainer, "log_every_n_steps", None) or 50
            wanted = {name: value for name, value in found.items() if _on_host(value) or number % every == 0}
            parts = getattr(trainer, "accumulate_grad_batches", 1)
            if parts != 1 and wanted.get("loss") is not None:
                wanted["loss"] = wanted["loss"] * parts  # Lightning has divided it, for the sum of the gradients.
            return wanted

        @_hook
        def on_validation_start(self, trainer: Any, pl_module: Any) -> None:
            self._tell_saved(trainer)
            if _is_first(trainer):
                event("validation_start", step=trainer.global_step, epoch=trainer.current_epoch)

        @_hook
        def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
            self._step_start = self._idle_since = time.monotonic()
            if _is_first(trainer):
                metrics = {key: value for key, value in dict(trainer.callback_metrics).items() if "val" in key}
                event("validation_end", step=trainer.global_step, epoch=trainer.current_epoch, metrics=metrics)

        @_hook
        def on_save_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: Any) -> None:
            # Called before the file is written. It is reported at the next hook, when it is there.
            self._saving = {"step": trainer.global_step, "epoch": trainer.current_epoch}

        def _tell_saved(self, trainer: Any) -> None:
            saved, self._saving = self._saving, None
            if saved is None or not getattr(trainer, "is_global_zero", True):
                return
            checkpoints = getattr(trainer, "checkpoint_callback", None)
            for name in ("_last_checkpoint_saved", "last_model_path", "best_model_path"):
                path = getattr(checkpoints, name, None)
                if isinstance(path, str) and path:
                    saved["path"] = path
                    break
            event("checkpoint_saved", **saved)

        @_hook
        def on_train_end(self, trainer: Any, pl_module: Any) -> None:
            self._tell_saved(trainer)

        @_hook
        def teardown(self, trainer: Any, pl_module: Any, stage: Any = None) -> None:
            self._tell_saved(trainer)  # The last checkpoint may be written by a callback that comes after this one.

        @_hook
        def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
            if _is_out_of_memory(exception):
                event("oom", step=trainer.global_step, error=exception)

    return _at_module_level(LightningCallback)


def _is_first(trainer: Any) -> bool:
    return getattr(trainer, "local_rank", 0) == 0


def _learning_rate(trainer: Any) -> Any:
    """The first optimizer's rate, unless it lives on a GPU."""
    try:
        rate = trainer.optimizers[0].param_groups[0]["lr"]
    except Exception:
        return None
    return rate if _on_host(rate) else None


def _batch_size(batch: Any) -> Optional[int]:
    """The first dimension of the first tensor found in a batch."""
    for _ in range(_MAX_DEPTH):
        shape = getattr(batch, "shape", None)
        if shape is not None:
            return int(shape[0]) if len(shape) else None
        if isinstance(batch, dict):
            batch = next(iter(batch.values()), None)
        elif isinstance(batch, (list, tuple)) and batch:
            batch = batch[0]
        else:
            return None
    return None


def _hugging_face_callback() -> type:
    base = _base(("transformers", "TrainerCallback"))
    renamed = {"grad_norm": "gradient_norm"}

    class HuggingFaceCallback(base):  # type: ignore[misc, valid-type]
        """Reports a Hugging Face training: ``Trainer(callbacks=[vigil.HuggingFaceCallback()])``.

        Every time the trainer logs (logging_steps): its numbers under their names, grad_norm as gradient_norm,
        the batch size of one process, and the mean step, batch and data time since it last logged. Nothing is
        read from the GPU that the trainer has not read itself.
        Events: resumed_from, checkpoint_saved, batch_size_change (auto_find_batch_size), validation_start,
        validation_end with its metrics. Of several processes on one machine, the first reports.
        """

        def __init__(self) -> None:
            super().__init__()
            self._train_batch_size: Optional[int] = None
            self._validating = False
            self._restart_clock()

        def _restart_clock(self) -> None:
            self._step_start: Optional[float] = None
            self._step_end: Optional[float] = None
            self._steps = self._waits = 0
            self._computing = self._waiting = 0.0

        @_hook
        def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            self._restart_clock()
            batch_size = getattr(state, "train_batch_size", None) or getattr(args, "train_batch_size", None)
            before, self._train_batch_size = self._train_batch_size, batch_size
            if not _is_local_first(state):
                return
            if before and batch_size and before != batch_size:
                event("batch_size_change", **{"from": before, "to": batch_size})
            if state.global_step:
                path = getattr(args, "resume_from_checkpoint", None)
                event("resumed_from", path=path, step=state.global_step, epoch=state.epoch)

        @_hook
        def on_step_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            self._step_start = time.monotonic()
            if self._step_end is not None:
                self._waiting += self._step_start - self._step_end
                self._waits += 1

        @_hook
        def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            self._step_end = time.monotonic()
            if self._step_start is not None:
                self._computing += self._step_end - self._step_start
                self._steps += 1

        @_hook
        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **more: Any) -> None:
            if not logs or not _is_local_first(state):
                return
            numbers = {renamed.get(str(name), str(name)): value for name, value in logs.items()}
            numbers.setdefault("epoch", state.epoch)
            if "loss" in numbers:
                numbers.setdefault("batch_size", self._train_batch_size)
                numbers.update(self._mean_times())
            step(numbers.pop("step", None) or state.global_step, **numbers)

        def _mean_times(self) -> Dict[str, float]:
            times: Dict[str, float] = {}
            if self._steps:
                times["batch_time"] = self._computing / self._steps
            if self._waits:
                times["data_time"] = self._waiting / self._waits
            if len(times) == 2:
                times["step_time"] = times["batch_time"] + times["data_time"]
            self._steps = self._waits = 0
            self._computing = self._waiting = 0.0
            return times

        @_hook
        def on_save(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            self._step_end = None  # The wait for the disk is none for data.
            if getattr(state, "is_world_process_zero", True):
                path = os.path.join(str(args.output_dir), "checkpoint-%d" % state.global_step)
                event("checkpoint_saved", path=path, step=state.global_step, epoch=state.epoch)

        @_hook
        def on_prediction_step(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            if not self._validating:
                self._validating = True
                if _is_local_first(state):
                    event("validation_start", step=state.global_step, epoch=state.epoch)

        @_hook
        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **more: Any) -> None:
            self._end_validation(state, metrics)

        @_hook
        def on_predict(self, args: Any, state: Any, control: Any, metrics: Any = None, **more: Any) -> None:
            self._end_validation(state, metrics)

        def _end_validation(self, state: Any, metrics: Any) -> None:
            self._validating = False
            self._step_end = None
            if _is_local_first(state):
                event("validation_end", step=state.global_step, epoch=state.epoch, metrics=metrics)

    return _at_module_level(HuggingFaceCallback)


def _is_local_first(state: Any) -> bool:
    return bool(getattr(state, "is_local_process_zero", True))


def _at_module_level(cls: type) -> type:
    """Names a class as if it stood in the module itself: what pickle and the frameworks' checkpoints go by."""
    cls.__qualname__ = cls.__name__
    return cls
