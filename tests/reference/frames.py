#!/usr/bin/python3
"""Writes the fixtures of tests/formats/pickle/ that have rows, and what pandas' to_csv makes of the frames.

Run with Debian 12's Python, its numpy 1.24.2 and pandas 1.5.3, from anywhere. A fixture frame-NAME.in is read into the
same table as the CSV that is printed for it with --csv; what else there is was checked by hand against repr().
"""
import collections
import datetime
import decimal
import fractions
import pathlib
import pickle
import sys

import numpy as np
import pandas as pd

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "formats" / "pickle"
plain = pd.DataFrame({"memory_mb": [512, 512, 1024, 1024], "latency_ms": [100.0, 120, 50, 60.5],
                      "cold": [True, False, False, False], "model": ["a", "b", "a", None]})
Row = collections.namedtuple("Row", "model latency_s")


class Request:
    def __init__(self, latency_ms, model):
        self.latency_ms = latency_ms
        self.model = model


FRAMES = {
    "plain": plain,
    "index": plain.set_index("model"),
    "levels": plain.set_index(["model", "memory_mb"]),
    "means": plain.groupby("memory_mb").latency_ms.agg(["mean", "count"]),
    "columns": plain.groupby("memory_mb").agg({"latency_ms": ["mean", "max"]}),
    "days": pd.DataFrame({"latency_s": [0.1, 0.2]}, index=pd.to_datetime(["2024-01-01", "2024-01-02"])),
    "types": pd.DataFrame({
        "memory_mb": pd.array([512, None, 1024], dtype="Int64"), "ok": pd.array([True, None, False], dtype="boolean"),
        "s": pd.array(["x", None, "z"], dtype="string"), "c": pd.Categorical(["u", "v", "u"]),
        "t": pd.to_datetime(["2024-01-01 10:00:00", "2024-01-02 01:00:00", None]),
        "tz": pd.to_datetime(["2024-01-01 10:00", "2024-01-02", "2024-01-03"]).tz_localize("UTC"),
        "f": np.array([0.1, 1, 2], dtype="f4"), "F": pd.array([0.5, None, 2], dtype="Float64"),
        "mixed": [1, "a", 2.5], "latency_s": [0.1, 0.2, 0.3]}),
}
fields = np.array([(512, 0.1, b"x"), (1024, 0.2, b"y")],
                  dtype=[("memory_mb", "i4"), ("latency_s", "f8"), ("n", "S3")])
OTHERS = {
    "records": plain.to_dict("records"),
    "series": pd.Series([0.1, 0.2], index=["a", "b"], name="latency_s"),
    "tuples": [("a", 512, 0.1), ("b", 1024, 0.2)],
    "named-tuples": [Row("a", 0.1), Row("b", 0.2)],
    "pairs": [(3, 0.1), (4, 0.2)],
    "mixed-rows": [[0.5, [1.0, 2.0]], [0.25, [3.0, 4.0]]],
    "three-dimensions": np.arange(8.0).reshape(2, 2, 2),
    "fields": fields,
    "recarray": fields.view(np.recarray),
    "deque": collections.deque([0.1, 0.2]),
    "counter": collections.Counter("abca"),
    "decimals": [decimal.Decimal("0.1"), fractions.Fraction(1, 4)],
    "times": [{"t": datetime.datetime(2024, 1, 1, 10, 0, 0, 500), "latency_ms": 5, "d": datetime.date(2024, 1, 2),
               "wait": datetime.timedelta(seconds=1.5)}],
    "lists": {"latency_ms": [1.0, 2], "memory_mb": np.array([512, 1024]), "m": ["a", "b"]},
    "texts": ["0.1", "0.2"],
    "slashes": {"a/b": [1.0], "a": {"b": [2.0]}},
    "tuple-keys": {("a", 512): [0.1, 0.2], ("b", 512): [0.3]},
    "objects": [Request(1.0, "a"), Request(2.0, "b")],
}


def csv_of(frame):
    default = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    if not default and frame.index.nlevels == 1 and frame.index.name is None:
        frame = frame.rename_axis("index")
    if frame.columns.nlevels > 1:
        frame = frame.set_axis(["/".join(map(str, c)) for c in frame.columns], axis=1)
    return frame.to_csv(index=not default)


if sys.argv[1:] == ["--csv"]:
    for name, frame in FRAMES.items():
        print(f"== frame-{name}\n{csv_of(frame)}", end="")
else:
    for name, value in {**{f"frame-{k}": v for k, v in FRAMES.items()}, **OTHERS}.items():
        (FOLDER / f"{name}.in").write_bytes(pickle.dumps(value, protocol=4))
    (FOLDER / "several.in").write_bytes(pickle.dumps([0.1], protocol=4) + pickle.dumps([0.2], protocol=4))
