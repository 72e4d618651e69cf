#!/usr/bin/python3
"""Writes the fixtures of tests/formats/pickle/ that have rows, and what pandas' to_csv makes of the frames.

Run with Debian 12's Python, its numpy 1.24.2, pandas 1.5.3 and joblib 1.2.0, from anywhere. A fixture frame-NAME.in is read into the
same table as the CSV that is printed for it with --csv; what else there is was checked by hand against repr().
"""
import array
import collections
import copyreg
import datetime
import decimal
import fractions
import io
import pathlib
import pickle
import sys
import types
import zlib

import joblib
import numpy as np
import pandas as pd

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "formats" / "pickle"
plain = pd.DataFrame({"memory_mb": [512, 512, 1024, 1024], "latency_ms": [100.0, 120, 50, 60.5],
                      "cold": [True, False, False, False], "model": ["a", "b", "a", None]})
packed = io.BytesIO()
joblib.dump(plain, packed)  # arrays of objects are pickles in the pickle
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
    "categories": plain.set_index(pd.CategoricalIndex(["u", "v", "u", "u"], name="size")),
    "durations": plain.assign(took=pd.to_timedelta([1.5, 0.25, 90, None], unit="s")),
    "days": pd.DataFrame({"latency_s": [0.1, 0.2]}, index=pd.to_datetime(["2024-01-01", "2024-01-02"])),
    "types": pd.DataFrame({
        "memory_mb": pd.array([512, None, 1024], dtype="Int64"), "ok": pd.array([True, None, False], dtype="boolean"),
        "s": pd.array(["x", None, "z"], dtype="string"), "c": pd.Categorical(["u", "v", "u"]),
        "t": pd.to_datetime(["2024-01-01 10:00:00", "2024-01-02 01:00:00", None]),
        "tz": pd.to_datetime(["2024-01-01 10:00", "2024-01-02", "2024-01-03"]).tz_localize("UTC"),
        "f": np.array([0.1, 1, 2], dtype="f4"), "F": pd.array([0.5, None, 2], dtype="Float64"),
        "mixed": [1, "a", 2.5], "latency_s": [0.1, 0.2, 0.3]}),
    "sparse": pd.DataFrame({
        "latency_ms": pd.arrays.SparseArray([1.0, None, None, 4.5]), "memory_mb": [512, 512, 1024, 1024],
        "queued": pd.arrays.SparseArray([0, 0, 7, 8], fill_value=0, kind="block"),
        "cold": pd.arrays.SparseArray([True, False, False, False]),
        "model": pd.arrays.SparseArray(np.array(["a", "b", "a", "a"], dtype=object), fill_value="a")}),
}
fields = np.array([(512, 0.1, b"x"), (1024, 0.2, b"y")],
                  dtype=[("memory_mb", "i4"), ("latency_s", "f8"), ("n", "S3")])
masked = np.ma.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], mask=[[0, 1], [0, 0], [1, 0]])
OTHERS = {
    "masked": masked[:, 0],
    "masked-fortran": masked.copy(order="F"),
    "masked-columns": {"latency_ms": np.ma.array([1.5, 2, 3], mask=[0, 1, 0]), "model": ["a", "b", "c"],
                       "memory_mb": array.array("H", [512, 512, 1024])},
    "masked-fields": np.ma.array([(512, 0.1, "x"), (1024, 0.2, "y")], mask=[(0, 1, 0), (0, 0, 1)],
                                 dtype=[("memory_mb", "i4"), ("latency_s", "f8"), ("name", "U3")]),
    "masked-objects": np.ma.array([0.25, None, 2], mask=[0, 0, 1], dtype=object),
    "masked-records": [{"latency_ms": np.ma.masked}, {"latency_ms": 5.0}],
    "masked-texts": np.ma.array(["0.1", "0.2"], mask=[0, 1]),
    "arrays": {"b": array.array("b", [1, 2]), "i": array.array("i", [3, 70000]), "Q": array.array("Q", [2**40]),
               "f": array.array("f", [0.1]), "d": array.array("d", [0.1, 0.2])},
    "array-of-records": [{"latency_ms": array.array("d", [1, 2.5]), "model": "a"}],
    "array-of-text": {"latency_ms": [1.0, 2], "u": array.array("u", "ab")},
    "complex-lists": {"a": [1.0, 2.0], "b": np.array([1 + 2j, 3, 4])},
    "complex-records": [{"latency_ms": 1.0, "z": 1 + 2j}, {"latency_ms": 2.0, "z": np.complex128(3)}],
    "complex-fields": np.array([(512, 1 + 1j)], dtype=[("memory_mb", "i4"), ("z", "c16")]),
    "complex": np.array([1 + 2j]),
    "sparse-too-long": pd.DataFrame({"latency_ms": pd.arrays.SparseArray(np.zeros(100000), fill_value=0)}),
    "frame-complex": pd.DataFrame({"latency_ms": [1.0, 2], "z": [1 + 2j, 3j], "model": ["a", "b"],
                                   "y": np.array([1, 2], dtype="c8"), "long": np.array([1, 2], dtype="g")}),
    "records": plain.to_dict("records"),
    "series": pd.Series([0.1, 0.2], index=["a", "b"], name="latency_s"),
    "tuples": [("a", 512, 0.1), ("b", 1024, 0.2)],
    "named-tuples": [Row("a", 0.1), Row("b", 0.2)],
    "pairs": [(3, 0.1), (4, 0.2)],
    "mixed-rows": [[0.5, [1.0, 2.0]], [0.25, [3.0, 4.0]]],
    "three-dimensions": np.arange(8.0).reshape(2, 2, 2),
    "fields": fields,
    "recarray": fields.view(np.recarray),
    "fields-of-objects": plain.set_index("memory_mb").to_records(),
    "timedeltas": [{"took": pd.Timedelta("1.5s")}, {"took": datetime.timedelta(milliseconds=250)}],
    "numpy-durations": np.array([100, 250], dtype="m8[ms]"),
    "texts-of-numpy": np.array(["0.1", "0.2"]),
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


# ---- other versions of pandas: what their classes' __reduce__ and __getstate__ write, under their names ----

def stub(module, name, **members):
    """A class that is found by pickle as module.name."""
    made = type(name, (), dict(members, __module__=module))
    parts = module.split(".")
    for i in range(len(parts)):
        sys.modules.setdefault(".".join(parts[:i + 1]), types.ModuleType(parts[i]))
    return sys.modules[module].__dict__.setdefault(name, made)


class Call:
    """Pickles as a call of function(*arguments)."""

    def __init__(self, function, *arguments):
        self.parts = (function, arguments)

    def __reduce__(self):
        return self.parts


class New:
    """Pickles as class.__new__(class) with a state."""

    __class__ = property(lambda self: self.parts[1][0])  # which pickle asks for

    def __init__(self, cls, state):
        self.parts = (copyreg.__newobj__, (cls,), state)

    def __reduce_ex__(self, protocol):
        return self.parts


def frame_023():
    """pandas 0.23.4: pandas/core/internals.py, BlockManager.__getstate__."""
    manager = stub("pandas.core.internals_023", "BlockManager")
    new_index = pd.core.indexes.base._new_Index
    items = Call(new_index, pd.Index, {"data": np.array(["memory_mb", "latency_ms", "model"], dtype=object), "name": None})
    rows = Call(new_index, pd.RangeIndex, {"start": 0, "stop": 2, "step": 1, "name": None})
    values = [np.array([[0.1, 0.2]]), np.array([[512, 1024]]), np.array([["a", "b"]], dtype=object)]
    blocks = [dict(values=v, mgr_locs=slice(at, at + 1, 1)) for v, at in zip(values, (1, 0, 2))]
    axes = [items, rows]
    state = (axes, values, [items, items, items], {"0.14.1": dict(axes=axes, blocks=blocks)})
    return New(pd.DataFrame, {"_data": New(manager, state), "_typ": "dataframe", "_metadata": []})


def texts_3(values, cls, kind):
    """pandas 3, strings in Arrow: core/arrays/arrow/array.py __getstate__; pyarrow/array.pxi Array.__reduce__."""
    encoded = [b"" if v is None else v.encode() for v in values]
    ends = np.cumsum([0] + [len(v) for v in encoded]).astype("i8" if kind == "large_string" else "i4")
    bits = np.packbits([v is not None for v in values], bitorder="little").tobytes()
    arrow = {name: stub("pyarrow.lib", name) for name in ("_restore_array", "type_for_alias", "py_buffer",
                                                          "chunked_array")}
    buffers = [Call(arrow["py_buffer"], b) for b in (bits, ends.tobytes(), b"".join(encoded))]
    buffers = [None] + buffers[1:] if None not in values else buffers
    alias = Call(arrow["type_for_alias"], kind)
    array = Call(arrow["_restore_array"], (alias, len(values), values.count(None), 0, buffers, [], None))
    chunked = Call(arrow["chunked_array"], [array], alias)
    dtype = New(stub("pandas.core.arrays.string_3", "StringDtype"), {"storage": "pyarrow", "_na_value": float("nan")})
    return New(cls, {"_dtype": dtype, "_pa_array": chunked})


def frame_3():
    """pandas 3: string columns, and column labels that are strings."""
    array = stub("pandas.core.arrays.string_arrow_3", "ArrowStringArray")
    new_index, unpickle = pd.core.indexes.base._new_Index, pd._libs.internals._unpickle_block
    items = Call(new_index, pd.Index, {"data": texts_3(["memory_mb", "latency_ms", "model"], array, "large_string"),
                                       "name": None})
    rows = Call(new_index, pd.RangeIndex, {"start": 0, "stop": 3, "step": 1, "name": None})
    blocks = (Call(unpickle, np.array([[512, 1024, 512]]), slice(0, 1, 1), 2),
              Call(unpickle, np.array([[0.1, 0.2, 0.3]]), slice(1, 2, 1), 2),
              Call(unpickle, texts_3(["a", None, "c"], array, "string"), slice(2, 3, 1), 1))
    manager = pd.core.internals.managers.BlockManager
    return New(pd.DataFrame, {"_mgr": Call(manager, blocks, [items, rows]), "_typ": "dataframe", "_metadata": [],
                              "attrs": {}, "_flags": {"allows_duplicate_labels": True}})


def joblib_array(numbers, alignment):
    """joblib.dump of an array: numpy_pickle.py, NumpyArrayWrapper and its write_array."""
    cls = stub("joblib.numpy_pickle", "NumpyArrayWrapper")
    state = {"subclass": np.ndarray, "shape": numbers.shape, "order": "C", "dtype": numbers.dtype, "allow_mmap": True}
    if alignment:
        state["numpy_array_alignment_bytes"] = alignment
    head = pickle.dumps({"latencies": New(cls, state)}, protocol=3)
    before, behind = head[:head.rindex(b"b") + 1], head[head.rindex(b"b") + 1:]
    padding = alignment - (len(before) + 1) % alignment if alignment else 0
    return before + (bytes([padding]) + b"\xff" * padding if alignment else b"") + numbers.tobytes() + behind


JOBLIB = {"joblib-old": joblib_array(np.array([0.5, 0.25, 0.125]), 0),
          "joblib": joblib_array(np.array([0.5, 0.25, 0.125]), 16), "joblib-frame": packed.getvalue()}
OTHERS["frames-in-dict"] = {"a": plain[["latency_ms"]], "b": plain[["latency_ms", "model"]]}
OTHERS["frame-0.23"] = frame_023()
OTHERS["frame-3"] = frame_3()


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
    for name, packed in JOBLIB.items():
        (FOLDER / f"{name}.in").write_bytes(packed)
    (FOLDER.parent.parent / "cli/import-pickle-joblib-zlib/latencies.joblib").write_bytes(
        zlib.compress(JOBLIB["joblib-old"], 3))
    (FOLDER / "several.in").write_bytes(pickle.dumps([0.1], protocol=4) + pickle.dumps([0.2], protocol=4))
