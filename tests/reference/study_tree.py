#!/usr/bin/python3
"""A small tree as the study's notebooks left theirs, with made-up numbers: tests/cli/import-study/tree. Run by hand
from this folder with Debian's python3-numpy; protocol 4, as numpy.mean and numpy.std of a list give numpy scalars."""
import os
import pickle

import numpy

TREE = "../cli/import-study/tree"
SIZES = [512, 640, 1024, 1500, 1800, 2048, 2500, 3000]


def write(path, value):
    path = os.path.join(TREE, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if path.endswith(".txt"):
        with open(path, "w") as out:
            out.writelines(f"{number}\n" for number in value)
    else:
        with open(path, "wb") as out:
            pickle.dump(value, out, protocol=4)


latency = {512: [10.97, 10.54, 11.25], 1024: [4.95, 4.75]}
inference = {512: [3.94, 4.14, 4.02], 1024: [1.55, 1.625]}
for memory in latency:
    write(f"idls-project-resnet/data/times_{memory}.pickle", latency[memory])
    write(f"idls-project-resnet/data/predict_{memory}.pickle", inference[memory])
write("idls-project-resnet/data/results_2048.txt", [1.025, 0.998, 1.0625])
with open(os.path.join(TREE, "notes.md"), "w") as out:
    out.write("not a dump\n")
averages = [numpy.mean([20.5 / (i + 1), 21.5 / (i + 1)]) for i, _ in enumerate(SIZES)]
spreads = [numpy.std([20.5 / (i + 1), 21.5 / (i + 1)]) for i, _ in enumerate(SIZES)]
for folder in ("idls-project-inception/data", "combined"):
    write(f"{folder}/times_avg_inception.pickle", averages)
    write(f"{folder}/times_std_inception.pickle", spreads)
write("idls-project-inception/data/times_cold_avg_inception.pickle", averages)
