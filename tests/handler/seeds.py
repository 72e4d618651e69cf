"""seeds.py FOLDER: writes what `fuzz` begins with, in a folder for each target."""
import base64
import json
import os
import re
import struct
import sys

from answers import HOSTILE, UNUSUAL

PPM = b"P6\n# small\n2 1 255\n" + bytes(range(6))
HEADER = json.dumps({"__metadata__": {"a": "b"}, "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).encode()
BODIES = [{"top": 5}, {"top": 1000, "image": base64.b64encode(PPM).decode()}, {"image": "/9j/"}, {"top": -1}, []]
SEEDS = {
    "http": [answer[:4096] for answer in UNUSUAL + [answer for answer, _ in HOSTILE]],
    "event": [b"{}", b"[1]", b"{"] + [json.dumps({"body": body, "isBase64Encoded": coded}).encode() for options in BODIES for body, coded in (
        (json.dumps(options), False), (base64.b64encode(json.dumps(options).encode()).decode(), True))],
    "image": [PPM, PPM[:-1], b"P6 1 1 65535\n" + bytes(6), b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"],
    "safetensors": [struct.pack("<Q", len(HEADER)) + HEADER + bytes(24), struct.pack("<Q", 2) + b"{}", b"\xff" * 9],
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../lambda_function/definition.c"), encoding="utf-8") as file:
    TEXTS = re.findall(r"\.text\s*=\s*((?:\s*\"[^\"]*\")+)", file.read())
SEEDS["net"] = ["".join(re.findall(r'"([^"]*)"', text)).encode() for text in TEXTS] + [b"(c4|c4) [c2|a3 c2]v", b"3(e2 d3 c3n|) m3s2p1 g f9"]

for target, inputs in SEEDS.items():
    folder = os.path.join(sys.argv[1], target)
    os.makedirs(folder, exist_ok=True)
    for i, data in enumerate(inputs):
        with open(os.path.join(folder, "seed-%d" % i), "wb") as file:
            file.write(data)
