"""exporter.py FOLDER: export_keras.py on a stand-in for Keras, and the bootstrap in FOLDER on what it wrote. Prints TAP.

The stand-in has the names, the order and the shapes that keras.applications gives its layers (Keras 3.3,
keras/src/applications: mobilenet_v2.py, resnet.py, inception_v3.py), and constants for numbers: it shows that every layer is
found and lands where the handler wants it, not that Keras's own numbers do.
"""
import json
import os
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


class Array:
    """As much of numpy's as the exporter uses: one number in every place."""

    def __init__(self, number, *shape):
        self.number, self.shape, self.size = number, shape, 1
        for length in shape:
            self.size *= length

    def astype(self, dtype):
        assert dtype == "<f4", dtype
        return self

    def tobytes(self):
        return struct.pack("<f", self.number) * self.size


class Model:
    def __init__(self):
        self.layers, self.weights = [], {}

    def add(self, name, *arrays):
        assert name not in self.weights, name
        self.layers.append(types.SimpleNamespace(name=name))
        self.weights[name] = arrays

    def get_layer(self, name):
        return types.SimpleNamespace(get_weights=lambda: list(self.weights[name]))

    def count_params(self):
        return sum(array.size for arrays in self.weights.values() for array in arrays)

    def unit(self, name, norm, kernel, bias=False, gamma=True):
        """A convolution and its normalisation; every layer has a number of its own."""
        number = 1e-6 * (len(self.layers) + 1)
        channels = kernel[2] if kernel[3] == 1 else kernel[3]
        self.add(name, Array(number, *kernel), *([Array(0.0, channels)] if bias else []))
        self.add(norm, *([Array(number, channels)] if gamma else []), Array(0.0, channels), Array(0.0, channels),
                 Array(1.0, channels))

    def head(self, inputs):
        self.add("predictions", Array(1e-3, inputs, 1000), Array(0.0, 1000))
        return self


def mobilenet_v2(weights):
    model = Model()
    model.unit("Conv1", "bn_Conv1", (3, 3, 3, 32))
    model.unit("expanded_conv_depthwise", "expanded_conv_depthwise_BN", (3, 3, 32, 1))
    model.unit("expanded_conv_project", "expanded_conv_project_BN", (1, 1, 32, 16))
    inputs, block = 16, 1
    for outputs, repeats in ((24, 2), (32, 3), (64, 4), (96, 3), (160, 3), (320, 1)):
        for _ in range(repeats):
            for part, kernel in (("expand", (1, 1, inputs, 6 * inputs)), ("depthwise", (3, 3, 6 * inputs, 1)),
                                 ("project", (1, 1, 6 * inputs, outputs))):
                model.unit("block_%d_%s" % (block, part), "block_%d_%s_BN" % (block, part), kernel)
            inputs, block = outputs, block + 1
    model.unit("Conv_1", "Conv_1_bn", (1, 1, 320, 1280))
    return model.head(1280)


def resnet_50(weights):
    model = Model()
    model.unit("conv1_conv", "conv1_bn", (7, 7, 3, 64), bias=True)
    inputs = 64
    for stage, (filters, blocks) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), 2):
        for block in range(1, blocks + 1):
            kernels = [(1, 1, inputs, filters), (3, 3, filters, filters), (1, 1, filters, 4 * filters)]
            parts = list(enumerate(kernels, 1))
            if block == 1:
                parts.insert(0, (0, (1, 1, inputs, 4 * filters)))
            for part, kernel in parts:
                prefix = "conv%d_block%d_%d" % (stage, block, part)
                model.unit(prefix + "_conv", prefix + "_bn", kernel, bias=True)
            inputs = 4 * filters
    return model.head(2048)


def inception_v3(weights):
    """Numbers that go on where another model ended, and layers that do not stand in their order."""
    kernels = [(3, 3, 3, 32), (3, 3, 32, 32), (3, 3, 32, 64), (1, 1, 64, 80), (3, 3, 80, 192)]
    inputs = 192
    for pooled in (32, 64, 64):
        kernels += [(1, 1, inputs, 64), (1, 1, inputs, 48), (5, 5, 48, 64), (1, 1, inputs, 64), (3, 3, 64, 96),
                    (3, 3, 96, 96), (1, 1, inputs, pooled)]
        inputs = 224 + pooled
    kernels += [(3, 3, 288, 384), (1, 1, 288, 64), (3, 3, 64, 96), (3, 3, 96, 96)]
    for n in (128, 160, 160, 192):
        kernels += [(1, 1, 768, 192), (1, 1, 768, n), (1, 7, n, n), (7, 1, n, 192), (1, 1, 768, n), (7, 1, n, n),
                    (1, 7, n, n), (7, 1, n, n), (1, 7, n, 192), (1, 1, 768, 192)]
    kernels += [(1, 1, 768, 192), (3, 3, 192, 320), (1, 1, 768, 192), (1, 7, 192, 192), (7, 1, 192, 192),
                (3, 3, 192, 192)]
    inputs = 1280
    for _ in range(2):
        kernels += [(1, 1, inputs, 320), (1, 1, inputs, 384), (1, 3, 384, 384), (3, 1, 384, 384),
                    (1, 1, inputs, 448), (3, 3, 448, 384), (1, 3, 384, 384), (3, 1, 384, 384), (1, 1, inputs, 192)]
        inputs = 2048
    model = Model()
    for number, kernel in reversed(list(enumerate(kernels, 94))):
        model.unit("conv2d_%d" % number, "batch_normalization_%d" % number, kernel, gamma=False)
    return model.head(2048)


def export(network, path):
    sys.modules["keras"] = types.SimpleNamespace(applications=types.SimpleNamespace(
        MobileNetV2=mobilenet_v2, ResNet50=resnet_50, InceptionV3=inception_v3))
    export_keras.main([network, path])


def check_network(network):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "weights")
        export(network, path)
        environment = {"PATH": os.environ["PATH"], "MODEL": network, "WEIGHTS": path}
        done = subprocess.run([os.path.join(FOLDER, "bootstrap")], env=environment, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["statusCode"] == 200, done.stdout


@case
def every_layer_mobilenetv2():
    """mobilenetv2: the handler takes what is exported"""
    check_network("mobilenetv2")


@case
def every_layer_resnet50():
    """resnet50: the handler takes what is exported"""
    check_network("resnet50")


@case
def every_layer_inceptionv3():
    """inceptionv3: the handler takes what is exported"""
    check_network("inceptionv3")


@case
def shortcut_last():
    """resnet50: a shortcut, which Keras creates first and which looks like the third convolution, comes last"""
    model = resnet_50(None)
    tensors = dict(export_keras.tensors_of(model, export_keras.resnet50_layers))
    for name, layer in (("003/kernel", "conv2_block1_3_conv"), ("004/kernel", "conv2_block1_0_conv"),
                        ("005/kernel", "conv2_block2_1_conv"), ("053/bias", "predictions")):
        array = model.weights[layer][1 if name.endswith("bias") else 0]
        assert tensors[name] is array, "%s is not %s" % (name, layer)


sys.exit(main())
