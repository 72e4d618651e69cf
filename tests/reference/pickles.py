#!/usr/bin/python3
"""Writes tests/reference/pickles/: pickles at every protocol, and what Python makes of them (expected.txt).

Run with Debian 12's Python and its numpy 1.24.2 and pandas 1.5.3, from anywhere. Lines of expected.txt,
with tabs between the fields:

    leaf   fixture  path  values (repr, separated by spaces)
    texts  fixture  count of strings and bytes that are not read
"""
import collections
import math
import pathlib
import pickle

import numpy as np
import pandas as pd

FOLDER = pathlib.Path(__file__).resolve().parent / "pickles"
NUMBER_TYPES = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
SHARED = [0.25, 0.75]


def arrays():
    """One array for each type and byte order, with its extreme values."""
    made = {"bool": np.array([True, False, True])}
    for name in NUMBER_TYPES:
        for order in "<>":
            dtype = np.dtype(order + name)
            if dtype.kind == "f":
                info = np.finfo(dtype)
                smallest = {2: 2.0**-24, 4: 2.0**-149, 8: 5e-324}[dtype.itemsize]
                values = [0.1, -2.5, info.max, info.min, info.tiny, smallest, np.nan, -0.0, 1027.0]
            else:
                info = np.iinfo(dtype)
                values = [info.min, info.max, 3, info.max // 3, info.max - 1, info.min // 7]
            made[order + name] = np.array(values, dtype=dtype)
    return made


def frame():
    return pd.DataFrame({
        "latency_s": [0.25, 0.5, np.nan],
        "memory_mb": [128, 512, 3008],
        "ok": [True, False, True],
        "model": ["a", "b", "c"],
        "inference_s": [0.125, 0.0625, 1e-3],
        "billed_ms": np.array([7, 8, 9], dtype="u2"),
    })


FIXTURES = {
    "floats": [0.1, -2.5, 1e300, 5e-324, 1e22, 123456.789, -0.0, math.nan, 1 / 3],
    "float": 0.1,
    "none": None,
    "long_list": [i / 7 for i in range(1100)],
    "scalars": [np.float64(0.1), np.float32(0.1), np.int16(-7), np.uint64(2**64 - 1), np.bool_(True),
                np.float16(0.333), np.float64("nan")],
    "ints": [0, 1, -1, 255, 256, -256, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**53 + 1, -2**63,
             2**63, 2**64 + 2**11, 2**64 + 2**11 + 1, 3**100, -3**100, 2**1023, 10**300, 2**200 - 1, -2**200,
             2**72 + 2**19, 2**72 + 2**19 + 1, 2**2040 // 2**1017],
    "none_bool": [None, True, False, 1.5, None],
    "nested": {"warm": {"resnet": [1.5, 2.5], "n/a": (3, 4)}, 512: [0.5], 0.25: 7, "empty": {}, "é": [],
               "note": "text", "raw": b"\xff\x00", "names": ["a", "b", None], "grid": [[1, 2], [3.5], []]},
    "ordered": collections.OrderedDict([("z", [1.25]), ("a", 2)]),
    "default": collections.defaultdict(list, {"x": [1, 2.5]}),
    "sets": {"set": {2.5}, "frozen": frozenset([3.5]), "empty": set(), "bytearray": bytearray(b"ab\xe9")},
    "shared": {"a": SHARED, "b": SHARED, "c": [SHARED, SHARED]},
    "arrays": arrays(),
    "shapes": {"0-d": np.array(2.5), "c": np.arange(6.0).reshape(2, 3),
               "f": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
               "column": np.arange(8, dtype=">i4")[::2], "empty": np.array([]), "no rows": np.zeros((0, 2)),
               "objects": np.array([1, 2.5, None], dtype=object),
               "object grid": np.asfortranarray(np.array([[1, 2, 3], [4, 5, None]], dtype=object)),
               "texts": np.array(["ab", "c"]), "bytes": np.array([b"ab", b"c"]),
               "ragged": np.array([[1, 2], np.array([3.5])], dtype=object),
               "list": [np.array([1.5]), np.array([2, 3])]},
    "series": {"s": pd.Series([1.5, np.nan, 3], name="latency_s", index=["x", "y", "z"]),
               "i": pd.Series([1, 2]), "b": pd.Series([True, False]),
               "o": pd.Series([1, None, 2.5], dtype=object)},
    "frame": frame(),
    "frames": {"range": pd.DataFrame(np.arange(6.0).reshape(3, 2)),
               "cut": frame()[["billed_ms", "latency_s"]],
               "numbers": pd.DataFrame([[1, 2.5]], columns=[128, 0.5]), "none": pd.DataFrame()},
}


def is_number(value):
    return value is None or isinstance(value, (bool, int, float, np.number, np.bool_))


def is_text(value):
    return isinstance(value, (str, bytes, bytearray))


def number(value):
    return math.nan if value is None else float(value)


def leaves(value, path, found):
    """Appends (path, values) to found; returns the count of texts."""
    if is_number(value):
        found.append((path, [number(value)]))
        return 0
    if is_text(value):
        return 1
    if isinstance(value, dict):
        parts = [(key, item) for key, item in value.items()]
    elif isinstance(value, pd.Series):
        return leaves(value.to_numpy(), path, found)
    elif isinstance(value, pd.DataFrame):
        parts = [(label, value[label].to_numpy()) for label in value.columns]
    elif isinstance(value, np.ndarray) and value.ndim == 0:
        return leaves(value.item(), path, found)
    elif isinstance(value, np.ndarray) and value.ndim == 2:
        parts = [(i, value[:, i]) for i in range(value.shape[1])]
    else:
        items = list(value)
        if any(is_text(item) for item in items):
            return sum(is_text(item) for item in items)
        if all(is_number(item) for item in items):
            found.append((path, [number(item) for item in items]))
            return 0
        parts = list(enumerate(items))
    return sum(leaves(item, (path + [part_text(key)]), found) for key, item in parts)


def part_text(key):
    """A key as a part of a path: the fewest digits, so 128.0 is 128."""
    return key if isinstance(key, str) else repr(key).removesuffix(".0")


def main():
    FOLDER.mkdir(exist_ok=True)
    lines = []
    for name, value in FIXTURES.items():
        for protocol in range(6):
            data = pickle.dumps(value, protocol)
            (FOLDER / f"{name}.{protocol}.pickle").write_bytes(data)
        found = []
        texts = leaves(pickle.loads(data), [], found)
        for path, values in found:
            lines.append("\t".join(["leaf", name, "/".join(path), " ".join(map(repr, values))]))
        lines.append(f"texts\t{name}\t{texts}")
    (FOLDER / "expected.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
