#!/usr/bin/python3
# matplotlib, one process: draws what the gnuplot scripts in a folder hold, the same points and labels at the same size.
import re
import sys
from math import isnan
from pathlib import Path
import matplotlib

if sys.argv[1] == "--version":
    sys.exit(print("matplotlib", matplotlib.__version__))

matplotlib.use("agg")
import matplotlib.pyplot as plt

for script in sorted(Path(sys.argv[1]).glob("*.gp")):
    text = script.read_text()
    labels = dict(re.findall(r"^(\w+) = '(.*)'$", text, re.M))
    names = re.findall(r"label\[\d+\] = '(.*)'$", text, re.M)
    colors = re.findall(r"^color\[\d+\] = '(.*?)'", text, re.M)
    on_y = int(re.search(r"^series_y = (\d+)", text, re.M)[1])
    blocks = re.search(r"^\$data << EOD\n(.*?)^EOD", text, re.M | re.S)[1].split("\n\n\n")
    figure, y = plt.subplots(figsize=(8, 5.2), dpi=100)
    y2 = y.twinx() if on_y < len(blocks) else y
    for i, block in enumerate(blocks):
        xs, ys, low, high = zip(*(map(float, line.split()) for line in block.split("\n") if line))
        bars = [[b - a for a, b in zip(low, ys)], [b - a for a, b in zip(ys, high)]]
        bars = None if all(map(isnan, low)) else bars
        (y if i < on_y else y2).errorbar(xs, ys, yerr=bars, label=names[i], color=colors[i], marker="o", capsize=3)
    y.set(xlabel=labels["x_label"], ylabel=labels["y_label"], title=labels["title"])
    y.grid(axis="y")
    figure.legend(loc="upper center", ncol=3)
    figure.savefig(Path(sys.argv[1]) / (script.stem + "-matplotlib.png"))
    plt.close(figure)
