"""The files of a dataset, made before and compared after."""
import os
import random

BLOCK = 1 << 20


def names(count):
    return [f"{number:06d}.bin" for number in range(count)]


def make(directory, count, size):
    """Random bytes; no two blocks are the same, so that nothing is gained by compressing or by mixing them up."""
    os.makedirs(directory, exist_ok=True)
    noise = random.Random(1).randbytes(BLOCK)
    for number, name in enumerate(names(count)):
        with open(f"{directory}/{name}", "wb") as file:
            for at in range(0, size, BLOCK):
                block = number.to_bytes(8, "big") + at.to_bytes(8, "big") + noise[16:]
                file.write(block[:min(BLOCK, size - at)])


def differences(expected, actual, count):
    """What is wrong with a copied directory, as one sentence; empty when every byte arrived under its name."""
    present = sorted(os.listdir(actual)) if os.path.isdir(actual) else []
    if present != names(count):
        return f"{len(present)} files arrived instead of {count}, or under other names"
    for name in present:
        with open(f"{expected}/{name}", "rb") as left, open(f"{actual}/{name}", "rb") as right:
            while True:
                block = left.read(BLOCK)
                if block != right.read(BLOCK):
                    return f"{name} differs"
                if not block:
                    break
    return ""
