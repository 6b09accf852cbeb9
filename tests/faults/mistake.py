"""Programs end by mistakes of every kind; each of these is really made."""

import argparse
import socket

from regression import train


def missing_file():
    train(20)
    open("data/train-00001-of-00004.parquet", "rb")


def import_error():
    import flash_attn_of_another_version  # noqa: F401


def permission():
    """As a user who is not root: root may do anything."""
    train(20)
    open("/etc/vigil-checkpoint.pt", "wb")


def assertion():
    train(20)
    targets, classes = [3, 11], 10
    assert max(targets) < classes, "target %d is not below the number of classes %d" % (max(targets), classes)


def network():
    """Nobody listens at the port that was just let go of."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    import urllib.request

    urllib.request.urlopen("http://127.0.0.1:%d/models/resolve/main/config.json" % port, timeout=10)


def index():
    train(20)
    vocabulary = ["a", "b", "c"]
    return vocabulary[30]


def memory():
    """The allocation itself fails: there is a limit on address space, and no kernel that kills."""
    import resource

    train(20)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    return bytearray(8 << 30)


def shape():
    import torch

    train(20)
    return torch.nn.Linear(512, 10)(torch.rand(options.batch_size, 768))


def dtype():
    import torch

    train(20)
    return torch.nn.Linear(16, 10)(torch.rand(options.batch_size, 16, dtype=torch.float64))


def checkpoint():
    import torch

    saved = torch.nn.Sequential(torch.nn.Linear(16, 32), torch.nn.Linear(32, 4)).state_dict()
    torch.nn.Sequential(torch.nn.Linear(16, 64), torch.nn.Linear(64, 4)).load_state_dict(saved)


def no_cuda():
    import torch

    return torch.zeros(4, device="cuda")


def cuda_memory():
    """There is no GPU here: the exception is PyTorch's, its text as PyTorch 1.13 words it."""
    import torch

    train(20)
    raise torch.cuda.OutOfMemoryError(
        "CUDA out of memory. Tried to allocate 1.50 GiB (GPU 0; 23.65 GiB total capacity; 21.90 GiB already allocated; "
        "612.56 MiB free; 22.31 GiB reserved in total by PyTorch) If reserved memory is >> allocated memory try setting "
        "max_split_size_mb to avoid fragmentation.  See documentation for Memory Management and PYTORCH_CUDA_ALLOC_CONF"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("kind")
    parser.add_argument("--batch-size", type=int, default=32)
    options = parser.parse_args()
    globals()[options.kind]()
