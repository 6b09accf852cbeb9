#!/usr/bin/env python3
"""Train a small GAN with PyTorch on images that it draws itself.

    python3 samples/train_gan.py --config samples/gan.yaml
    python3 samples/train_gan.py --config samples/gan.yaml --set train.batch_size=32 --set data.num_workers=4
    ./vigil run -- python3 samples/train_gan.py --config samples/gan.yaml

A generator learns to draw round spots and a discriminator learns to tell them from real ones, with the parts of a
real training: DataLoader workers, two optimisers, a falling learning rate, checkpoints, sampling, resuming.
It knows nothing of Vigil unless --client is given: Vigil reads what it prints.

Needs PyTorch (1.13 or newer) and PyYAML. To see how a run dies of memory, --leak-mb-per-step and --worker-leak-mb
make it do so. Under a memory limit leak 8 MiB or more at a time: with less, the kernel may take back the program's
own code pages, and read them again, for a long while before it kills.
"""

import argparse
import math
import os
import pickle
import sys
import tempfile
import time
from typing import Any, Dict, List, Optional, Sequence, Tuple


def need(module: str, package: str, debian: str) -> Any:
    try:
        return __import__(module)
    except ImportError as error:
        sys.exit(
            "train_gan.py needs %s, and this Python (%s) cannot import it: %s\n"
            "Install it with: pip install %s   or on Debian, for /usr/bin/python3: apt install %s"
            % (package, sys.executable, error, package, debian)
        )


yaml = need("yaml", "PyYAML", "python3-yaml")
torch = need("torch", "torch", "python3-torch")

from torch import nn  # noqa: E402  (after the check above, which says how to get it)
from torch.utils.data import DataLoader, Dataset, get_worker_info  # noqa: E402

# What may be configured, with defaults. A value must be of the type of its default.
DEFAULTS: Dict[str, Any] = {
    "seed": 7,
    "device": "auto",
    "data": {
        "image_size": 16, "samples": 6400, "num_workers": 2, "prefetch_factor": 2, "persistent_workers": True,
    },
    "model": {"latent_size": 32, "hidden_size": 256},
    "train": {
        "epochs": 32, "batch_size": 64, "learning_rate": 2e-4, "beta1": 0.5, "log_every": 10, "save_every": 200,
        "sample_every": 250,
    },
    "output": {"folder": ""},
}
MAY_BE_ZERO = {"seed", "data.num_workers", "train.beta1", "train.save_every", "train.sample_every"}

MEBIBYTE = 1 << 20


# ---- Configuration -------------------------------------------------------------------------------------------


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", metavar="FILE", help="YAML configuration; default: built-in values as in gan.yaml")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="override one value, e.g. train.epochs=1"
    )
    parser.add_argument("--resume", metavar="FILE", help="go on from this checkpoint")
    parser.add_argument("--client", action="store_true", help="also report each step through clients/python/vigil.py")
    parser.add_argument(
        "--leak-mb-per-step", type=float, default=0, metavar="N", help="hold on to N more MiB at each step (default 0)"
    )
    parser.add_argument(
        "--worker-leak-mb", type=float, default=0, metavar="N",
        help="each DataLoader worker holds on to N more MiB at each of its batches (default 0)",
    )
    return parser.parse_args(arguments)


def load_configuration(file: Optional[str], overrides: Sequence[str]) -> Dict[str, Any]:
    """Defaults < file < overrides. Ends the program with all faults at once if there are any."""
    faults: List[str] = []
    configuration = {key: dict(value) if isinstance(value, dict) else value for key, value in DEFAULTS.items()}
    if file is not None:
        try:
            with open(file, encoding="utf-8") as stream:
                given = yaml.safe_load(stream) or {}
        except (OSError, yaml.YAMLError) as error:
            sys.exit("cannot read the configuration %s: %s" % (file, error))
        if not isinstance(given, dict):
            sys.exit("the configuration %s must consist of keys and values" % file)
        for key, value in given.items():
            if isinstance(DEFAULTS.get(key), dict) and isinstance(value, dict):
                for name, inner in value.items():
                    assign(configuration, "%s.%s" % (key, name), inner, faults)
            else:
                assign(configuration, str(key), value, faults)
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals:
            faults.append("--set %s: expected KEY=VALUE" % override)
            continue
        assign(configuration, key, yaml.safe_load(text) if text else "", faults)
    if faults:
        sys.exit("configuration:\n  " + "\n  ".join(faults))
    return configuration


def assign(configuration: Dict[str, Any], key: str, value: Any, faults: List[str]) -> None:
    section, _, name = key.rpartition(".")
    defaults = DEFAULTS.get(section) if section else DEFAULTS
    if not isinstance(defaults, dict) or name not in defaults or isinstance(defaults[name], dict):
        faults.append("%s: unknown" % key)
        return
    expected = type(defaults[name])
    if expected is float and isinstance(value, (int, str)) and not isinstance(value, bool):
        try:
            value = float(value)  # YAML reads 2e-4 as text.
        except ValueError:
            pass
    if type(value) is not expected:
        faults.append("%s: expected %s, got %r" % (key, expected.__name__, value))
    elif expected in (int, float) and (value < 0 or (value == 0 and key not in MAY_BE_ZERO)):
        faults.append("%s: must be %s, got %r" % (key, "0 or more" if key in MAY_BE_ZERO else "above 0", value))
    elif key == "device" and value not in ("auto", "cpu", "cuda"):
        faults.append("device: expected auto, cpu or cuda, got %r" % value)
    else:
        (configuration[section] if section else configuration)[name] = value


# ---- Data ----------------------------------------------------------------------------------------------------


class Spots(Dataset):
    """Images of one soft round spot each, values from -1 to 1; image i is the same every time."""

    def __init__(self, count: int, size: int, seed: int) -> None:
        self._count, self._size, self._seed = count, size, seed

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Any:
        source = torch.Generator().manual_seed(self._seed * 1000003 + index)
        x, y, radius = torch.rand(3, generator=source).tolist()
        axis = torch.linspace(0, 1, self._size)
        distance = (axis[None, :] - 0.3 - 0.4 * x) ** 2 + (axis[:, None] - 0.3 - 0.4 * y) ** 2
        return (torch.exp(-distance / (0.01 + 0.03 * radius)) * 2 - 1).flatten()


class Collate:
    """Stacks images into a batch. In a worker it also holds on to memory, if it was told to."""

    def __init__(self, leak_bytes: int) -> None:
        self._leak_bytes = leak_bytes
        self._held: List[bytes] = []

    def __call__(self, images: List[Any]) -> Any:
        if self._leak_bytes and get_worker_info() is not None:
            self._held.append(touched(self._leak_bytes))
        return torch.stack(images)


def touched(size: int) -> bytes:
    """Memory that is really there: zeros would not be backed by pages until written to."""
    return b"\x01" * size


def make_loader(configuration: Dict[str, Any], worker_leak_mb: float) -> DataLoader:
    data, workers = configuration["data"], configuration["data"]["num_workers"]
    more = {}
    if workers:  # PyTorch refuses these without workers.
        more = {"prefetch_factor": data["prefetch_factor"], "persistent_workers": data["persistent_workers"]}
    return DataLoader(
        Spots(data["samples"], data["image_size"], configuration["seed"]),
        batch_size=configuration["train"]["batch_size"],
        shuffle=True,
        num_workers=workers,
        collate_fn=Collate(int(worker_leak_mb * MEBIBYTE)),
        **more
    )


# ---- Models --------------------------------------------------------------------------------------------------


def make_generator(latent: int, hidden: int, pixels: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(latent, hidden), nn.LeakyReLU(0.2),
        nn.Linear(hidden, hidden), nn.BatchNorm1d(hidden), nn.LeakyReLU(0.2),
        nn.Linear(hidden, pixels), nn.Tanh(),
    )


def make_discriminator(hidden: int, pixels: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(pixels, hidden), nn.LeakyReLU(0.2),
        nn.Linear(hidden, hidden // 2 or 1), nn.LeakyReLU(0.2),
        nn.Linear(hidden // 2 or 1, 1),
    )


# ---- Reporting -----------------------------------------------------------------------------------------------


class Silent:
    """Stands in for the client when it was not asked for."""

    def step(self, *args: Any, **numbers: Any) -> None:
        pass

    def event(self, type: str, **details: Any) -> None:
        pass


def make_client(wanted: bool) -> Any:
    if not wanted:
        return Silent()
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients", "python"))
    import vigil

    return vigil


def say(text: str) -> None:
    print(text, flush=True)


# ---- Training ------------------------------------------------------------------------------------------------


class Training:
    """Everything that a checkpoint saves, and how one step is done."""

    def __init__(self, configuration: Dict[str, Any], client: Any) -> None:
        self.configuration, self.client = configuration, client
        train, model = configuration["train"], configuration["model"]
        pixels = configuration["data"]["image_size"] ** 2
        device = configuration["device"]
        if device == "cuda" and not torch.cuda.is_available():
            sys.exit("device: cuda was asked for, but this PyTorch finds no GPU")
        self.device = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device)
        self.latent = model["latent_size"]
        self.generator = make_generator(self.latent, model["hidden_size"], pixels).to(self.device)
        self.discriminator = make_discriminator(model["hidden_size"], pixels).to(self.device)
        self.optimizers = {
            name: torch.optim.Adam(network.parameters(), lr=train["learning_rate"], betas=(train["beta1"], 0.999))
            for name, network in (("generator", self.generator), ("discriminator", self.discriminator))
        }
        self.loss = nn.BCEWithLogitsLoss()
        self.fixed_noise = torch.randn(16, self.latent, device=self.device)
        self.epoch = self.step = 0
        self._saved_at = (0, 0)
        self.folder = configuration["output"]["folder"] or os.path.join(tempfile.gettempdir(), "train_gan")

    def set_learning_rate(self, steps: int) -> float:
        rate = self.configuration["train"]["learning_rate"] * (1 - 0.9 * min(1.0, self.step / max(1, steps)))
        for optimizer in self.optimizers.values():
            optimizer.param_groups[0]["lr"] = rate
        return rate

    def learn(self, real: Any) -> Tuple[Any, Any]:
        """One step of each network. Returns the losses of discriminator and generator, as tensors."""
        real = real.to(self.device)
        ones = torch.ones(len(real), 1, device=self.device)
        zeros = torch.zeros(len(real), 1, device=self.device)
        fake = self.generator(torch.randn(len(real), self.latent, device=self.device))

        self.optimizers["discriminator"].zero_grad()
        d_loss = (
            self.loss(self.discriminator(real), ones * 0.9) + self.loss(self.discriminator(fake.detach()), zeros)
        ) / 2
        d_loss.backward()
        self.optimizers["discriminator"].step()

        self.optimizers["generator"].zero_grad()
        g_loss = self.loss(self.discriminator(fake), ones)
        g_loss.backward()
        self.optimizers["generator"].step()
        return d_loss.detach(), g_loss.detach()

    def gradient_norm(self) -> float:
        """Of the generator."""
        squares = [p.grad.pow(2).sum() for p in self.generator.parameters() if p.grad is not None]
        return math.sqrt(float(sum(squares)))

    def save(self) -> str:
        """Writes the checkpoint whole or not at all, unless the one there is already of this moment."""
        path = os.path.join(self.folder, "checkpoint.pt")
        if self._saved_at == (self.epoch, self.step):
            return path
        say("Saving at step %d" % self.step)
        os.makedirs(self.folder, exist_ok=True)
        unfinished = "%s.%d" % (path, os.getpid())
        torch.save(
            {
                "epoch": self.epoch, "step": self.step,
                "generator": self.generator.state_dict(), "discriminator": self.discriminator.state_dict(),
                "optimizers": {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()},
            },
            unfinished,
        )
        os.replace(unfinished, path)
        self._saved_at = (self.epoch, self.step)
        say("Saved checkpoint to %s" % path)
        self.client.event("checkpoint_saved", path=path, step=self.step, epoch=self.epoch)
        return path

    def resume(self, path: str) -> None:
        try:
            state = torch.load(path, map_location=self.device)
            self.generator.load_state_dict(state["generator"])
            self.discriminator.load_state_dict(state["discriminator"])
            for name, optimizer in self.optimizers.items():
                optimizer.load_state_dict(state["optimizers"][name])
            self.epoch, self.step = state["epoch"], state["step"]
        except (OSError, EOFError, KeyError, RuntimeError, ValueError, pickle.UnpicklingError) as error:
            sys.exit("cannot resume from %s: %s" % (path, error))
        say("Resuming from %s at step %d" % (path, self.step))
        self.client.event("resumed_from", path=path, step=self.step, epoch=self.epoch)

    def sample(self) -> None:
        """Draws 16 images, always from the same numbers, into one grey picture (PGM)."""
        self.client.event("sampling_start", step=self.step)
        say("Sampling at step %d" % self.step)
        self.generator.eval()
        with torch.no_grad():
            images = self.generator(self.fixed_noise).cpu()
        self.generator.train()
        size = self.configuration["data"]["image_size"]
        sheet = images.view(4, 4, size, size).permute(0, 2, 1, 3).reshape(4 * size, 4 * size)
        folder = os.path.join(self.folder, "samples")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "step-%06d.pgm" % self.step)
        with open(path, "wb") as file:
            file.write(b"P5 %d %d 255\n" % (4 * size, 4 * size))
            file.write(bytes(((sheet + 1) * 127.5).clamp(0, 255).to(torch.uint8).flatten().tolist()))
        say("Sampled 16 images to %s" % path)
        self.client.event("sampling_end", step=self.step, path=path)


def main(options: argparse.Namespace) -> int:
    """Trains as configured. Returns the exit code: 0, or 130 if interrupted."""
    configuration = load_configuration(options.config, options.set)
    client = make_client(options.client)
    torch.manual_seed(configuration["seed"])
    training = Training(configuration, client)
    if options.resume:
        training.resume(options.resume)
    loader = make_loader(configuration, options.worker_leak_mb)
    train = configuration["train"]
    say(
        "Training on %s: %d epochs of %d batches of %d, %d workers"
        % (training.device, train["epochs"], len(loader), train["batch_size"], configuration["data"]["num_workers"])
    )
    held: List[bytes] = []
    try:
        for epoch in range(training.epoch, train["epochs"]):
            waiting_since = time.perf_counter()
            for number, real in enumerate(loader, 1):
                batch_start = time.perf_counter()
                rate = training.set_learning_rate(train["epochs"] * len(loader))
                d_loss, g_loss = training.learn(real)
                training.step += 1
                if options.leak_mb_per_step:
                    held.append(touched(int(options.leak_mb_per_step * MEBIBYTE)))
                if training.step % train["log_every"] == 0 or number == len(loader):
                    # Losses are read here only: on a GPU, reading them waits for it.
                    norm = training.gradient_norm()
                    say(
                        "[Epoch %d/%d] [Batch %d/%d] [D loss: %.4f] [G loss: %.4f] lr: %.1e grad_norm: %.3f"
                        % (epoch + 1, train["epochs"], number, len(loader), d_loss, g_loss, rate, norm)
                    )
                    now = time.perf_counter()
                    client.step(
                        training.step, epoch=epoch + number / len(loader), generator_loss=g_loss,
                        discriminator_loss=d_loss, learning_rate=rate, gradient_norm=norm, batch_size=len(real),
                        batch_time=now - batch_start, data_time=batch_start - waiting_since,
                    )
                if train["sample_every"] and training.step % train["sample_every"] == 0:
                    training.sample()
                if number == len(loader):
                    training.epoch = epoch + 1
                if train["save_every"] and training.step % train["save_every"] == 0:
                    training.save()
                waiting_since = time.perf_counter()
        training.save()
    except KeyboardInterrupt:
        path = training.save()
        print("\nInterrupted at step %d: saved to %s" % (training.step, path), file=sys.stderr, flush=True)
        return 130
    say("Done")
    return 0


if __name__ == "__main__":
    sys.exit(main(parse_arguments()))
