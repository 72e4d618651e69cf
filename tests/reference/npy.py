#!/usr/bin/python3
"""Writes the fixtures of tests/formats/npy/ with numpy.save and numpy.savez, from anywhere (Debian 12's numpy 1.24.2).

What each is read into was checked by hand against repr(), and for rows against the same array as a pickle.
"""
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "formats" / "npy"
rows = np.array([(512, 121.014383, "a"), (1024, 60.5, "\u00e9")],
                dtype=[("memory_mb", ">i8"), ("latency_ms", "<f8"), ("model", "<U4")])
times = np.array([("2026-11-26T10:00:00.250", 1), ("2026-11-26T10:00:01", 2)],
                 dtype=[("timestamp", "<M8[ns]"), ("latency_s", "u1")])
columns = {"memory_mb": np.array([512, 512, 1024], dtype="i2"), "latency_s": np.array([0.1, 0.2, np.nan])}
ARRAYS = {
    "numbers": np.array([0.1, 0.25, np.nan]), "half": np.array([0.5, 2], dtype="f2"), "one": np.array(0.5),
    "two-dimensions": np.array([[1, 2], [3, 4], [5, 6]], dtype=">i4"),
    "fortran": np.asfortranarray(np.array([[1, 2], [3, 4], [5, 6]])), "rows": rows, "times": times,
    "padded": np.zeros(2, dtype=np.dtype([("cold", "i1"), ("latency_s", "f8")], align=True)),
    "bad-infinity": np.array([1, np.inf]), "bad-complex": np.array([1 + 2j]), "bad-long-double": np.array([1], dtype="g"),
    "bad-array-in-a-row": np.zeros(2, dtype=[("latency_s", "f8", (2,))]), "bad-empty": np.array([]),
    "bad-objects": np.array([1, "a"], dtype=object),
}


def write(name, save, *args, **kwargs):
    with open(FOLDER / f"{name}.in", "wb") as file:
        save(file, *args, **kwargs)


FOLDER.mkdir(exist_ok=True)
for name, array in ARRAYS.items():
    write(name, np.save, array)
write("archive", np.savez, **columns)
write("archive-compressed", np.savez_compressed, **columns)
write("archive-of-lists", np.savez, warm=np.array([0.1, 0.2]), cold=np.array([1.5]))
write("bad-archive-of-objects", np.savez, a=ARRAYS["bad-objects"])
packed = (FOLDER / "archive-compressed.in").read_bytes()
(FOLDER / "bad-archive-cut.in").write_bytes(packed[:-30])
at = packed.index(b"PK\1\2") + 16  # the checksum in the directory
(FOLDER / "bad-archive-checksum.in").write_bytes(packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1:])
whole = (FOLDER / "numbers.in").read_bytes()
(FOLDER / "bad-cut.in").write_bytes(whole[:-3])
(FOLDER / "bad-cut-header.in").write_bytes(whole[:50])
(FOLDER / "bad-header.in").write_bytes(whole.replace(b"'shape'", b"'share'"))
