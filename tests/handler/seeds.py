"""seeds.py FOLDER: writes what `fuzz` begins with, in a folder for each target."""
import base64
import json
import os
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

for target, inputs in SEEDS.items():
    folder = os.path.join(sys.argv[1], target)
    os.makedirs(folder, exist_ok=True)
    for i, data in enumerate(inputs):
        with open(os.path.join(folder, "seed-%d" % i), "wb") as file:
            file.write(data)
