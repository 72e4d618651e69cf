"""trained.py FOLDER: the handler on trained weights, against TensorFlow.js. Prints TAP; FOLDER has the program `trained`.

The weights are MobileNetV2's and InceptionV3's of npm's nsfwjs 4.4.0, models that Keras 2.2.4 wrote and TensorFlow.js's converter cut
to eight bits, with a head of five classes. Keras's layers with Keras's names, they go through export_keras.py, as a user's would.
"""
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import types

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../lambda_function"))
import export_keras  # noqa: E402
from stub import case, main  # noqa: E402

FOLDER = sys.argv[1]
CLASSES = ("Drawing", "Hentai", "Neutral", "Porn", "Sexy")  # dist/cjs/nsfw_classes.js of nsfwjs
# Of the largest feature. Single precision, summed in other orders over up to 95 layers.
TOLERANCE = 1e-5


class Array:
    """As much of numpy's as the exporter uses: a tensor of the manifest, whose bytes are steps of a scale."""

    def __init__(self, spec, data):
        self.shape = spec["shape"]
        self.size = math.prod(self.shape)
        self.data = data
        quantization = spec["quantization"]
        assert quantization["dtype"] == "uint8" and len(data) == self.size, spec
        self.floats = [struct.pack("<f", step * quantization["scale"] + quantization["min"]) for step in range(256)]

    def astype(self, dtype):
        assert dtype == "<f4", dtype
        return self

    def tobytes(self):
        return b"".join(map(self.floats.__getitem__, self.data))


class Model:
    """As much of Keras's as the exporter uses, of TensorFlow.js's format."""

    def __init__(self, folder):
        with open(os.path.join(folder, "model.json"), encoding="utf-8") as file:
            model = json.load(file)
        self.layers = [types.SimpleNamespace(name=layer["config"]["name"])
                       for layer in model["modelTopology"]["model_config"]["config"]["layers"]]
        self.weights, offset = {}, 0
        with open(os.path.join(folder, "weights.bin"), "rb") as file:
            data = file.read()
        for spec in model["weightsManifest"][0]["weights"]:
            array = Array(spec, data[offset:offset + math.prod(spec["shape"])])
            offset += array.size
            self.weights.setdefault(spec["name"].split("/")[0], []).append(array)
        assert offset == len(data), "found %d bytes, expected %d" % (len(data), offset)

    def get_layer(self, name):
        weights = self.weights["dense_1" if name == "predictions" else name]
        return types.SimpleNamespace(get_weights=lambda: weights)


def export(network, folder):
    """Converts what trained.js wrote; returns the path of the file."""
    model = Model(folder)
    tensors = list(export_keras.tensors_of(model, export_keras.NETWORKS[network][1]))
    for name in ("dense_2", "dense_3"):
        number = int(tensors[-1][0][:3]) + 1
        tensors += [("%03d/%s" % (number, part), array) for part, array in zip(("kernel", "bias"), model.weights[name])]
    exported = sorted(id(array) for _, array in tensors)
    assert exported == sorted(id(array) for arrays in model.weights.values() for array in arrays), \
        "found tensors that are not exported just once"
    path = os.path.join(folder, "weights.safetensors")
    export_keras.write_safetensors(path, tensors)
    return path


BLACK, WHITE, HAIR, SKIN = (20, 20, 20), (255, 255, 255), (230, 120, 160), (255, 225, 200)


def drawing(side):
    """A face as cartoons have it, flat colours with outlines, as rows of (red, green, blue)."""
    def disc(x, y, width, height):
        return lambda at_x, at_y: math.hypot((at_x - x) / width, (at_y - y) / height) < 1

    face = disc(0, 0.05, 0.22, 0.28)
    shapes = [  # colour and whether (x, y), from the middle, is in it; from the back to the front
        (WHITE, lambda x, y: True),
        (BLACK, disc(0, 0, 0.3, 0.36)),
        (HAIR, disc(0, 0, 0.29, 0.35)),
        (HAIR, lambda x, y: 0.22 < abs(x) < 0.3 and 0 < y < 0.45),
        (BLACK, lambda x, y: y > 0.34 and abs(x) < 0.9 * y - 0.146),
        ((200, 60, 90), lambda x, y: y > 0.34 and abs(x) < 0.9 * y - 0.156),
        (BLACK, face),
        (SKIN, disc(0, 0.05, 0.21, 0.27)),
        (BLACK, lambda x, y: face(x, y) and y < 0.05 * abs(math.sin(28 * x)) - 0.09),
        (HAIR, lambda x, y: face(x, y) and y < 0.05 * abs(math.sin(28 * x)) - 0.1),
        ((180, 60, 60), lambda x, y: abs(x) < 0.05 and abs(y - 0.24 + 6 * x * x) < 0.005),
    ]
    for x in (-0.1, 0.1):
        shapes += [(WHITE, disc(x, 0.05, 0.055, 0.08)), (BLACK, disc(x, 0.055, 0.045, 0.07)),
                   ((60, 120, 200), disc(x, 0.06, 0.035, 0.06)), (BLACK, disc(x, 0.06, 0.015, 0.025)),
                   (WHITE, disc(x + 0.015, 0.02, 0.015, 0.02)), ((255, 170, 170), disc(1.3 * x, 0.16, 0.03, 0.015))]
    places = [((i + 0.5) / side - 0.5) / 0.85 for i in range(side)]
    return [next(colour for colour, holds in reversed(shapes) if holds(x, y)) for y in places for x in places]


def write_input(path, pixels):
    """As nsfwjs scales them: to 0..1."""
    with open(path, "wb") as file:
        file.write(b"".join(struct.pack("<3f", *(level / 255 for level in pixel)) for pixel in pixels))


def outputs(command):
    """The lines of numbers that a program prints, in pairs: features, probabilities."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [[float(text) for text in line.split()] for line in done.stdout.splitlines()]
    return list(zip(lines[::2], lines[1::2]))


def check_network(network, side, features):
    """Both engines against TensorFlow.js, on a drawing and on noise."""
    noise = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        inputs = [os.path.join(folder, name) for name in ("drawing", "noise")]
        write_input(inputs[0], drawing(side))
        write_input(inputs[1], [[noise.randrange(256) for _ in range(3)] for _ in range(side * side)])
        expected = outputs(["node", os.path.join(HERE, "trained.js"), network, folder, *inputs])
        weights = export(network, folder)
        notes = []
        for engine in ("xnnpack", "reference"):
            found = outputs([os.path.join(FOLDER, "trained"), network, engine, weights, *inputs])
            far = 0
            for (ours, p), (theirs, q) in zip(found, expected):
                assert len(ours) == len(theirs) == features and len(p) == len(q) == len(CLASSES)
                far = max(far, max(abs(a - b) for a, b in zip(ours, theirs)) / max(theirs))
                assert max(abs(a - b) for a, b in zip(p, q)) <= TOLERANCE, "found %r, expected %r" % (p, q)
            assert len(found) == len(expected) == len(inputs) and far <= TOLERANCE, "features differ by %g" % far
            p = found[0][1]
            label = CLASSES[p.index(max(p))]
            notes.append("%s: features differ by at most %.1e of the largest, the drawing is %s (%.3f)" % (
                engine, far, label, max(p)))
            assert label == "Drawing", notes[-1]
    return "; ".join(notes)


@case
def mobilenetv2():
    """mobilenetv2, trained: features and probabilities are TensorFlow.js's, a drawing is a Drawing"""
    return check_network("mobilenetv2", 224, 1280)


@case
def inceptionv3():
    """inceptionv3, trained: features and probabilities are TensorFlow.js's, a drawing is a Drawing"""
    return check_network("inceptionv3", 299, 2048)


sys.exit(main())
