#!/usr/bin/env python3
"""export_keras.py NETWORK FILE.safetensors: ImageNet weights of keras.applications, for the variable WEIGHTS.

NETWORK is mobilenetv2, resnet50 or inceptionv3. Needs keras (2.4 or later, or 3) and, the first time, the network.
Tensors are named NNN/kernel, NNN/bias, NNN/gamma, NNN/beta, NNN/mean and NNN/var, NNN the number of the layer in the
order of definition.c.
"""
import json
import re
import struct
import sys


def mobilenetv2_layers(model):
    """Pairs of a convolution's name and its normalisation's."""
    yield "Conv1", "bn_Conv1"
    for part in ("depthwise", "project"):
        yield "expanded_conv_" + part, "expanded_conv_%s_BN" % part
    for block in range(1, 17):
        for part in ("expand", "depthwise", "project"):
            yield "block_%d_%s" % (block, part), "block_%d_%s_BN" % (block, part)
    yield "Conv_1", "Conv_1_bn"


def resnet50_layers(model):
    yield "conv1_conv", "conv1_bn"
    for stage, blocks in ((2, 3), (3, 4), (4, 6), (5, 3)):
        for block in range(1, blocks + 1):
            # 0 is the shortcut, which Keras creates first; in definition.c it stands behind the '|'.
            for part in (1, 2, 3) + ((0,) if block == 1 else ()):
                prefix = "conv%d_block%d_%d" % (stage, block, part)
                yield prefix + "_conv", prefix + "_bn"


def inceptionv3_layers(model):
    def numbered(prefix):
        """The layers prefix, prefix_1, ... in the order of their numbers, which need not begin at 0."""
        found = [re.fullmatch(prefix + r"(?:_(\d+))?", layer.name) for layer in model.layers]
        return [match.group() for match in sorted(filter(None, found), key=lambda match: int(match.group(1) or 0))]
    return zip(numbered("conv2d"), numbered("batch_normalization"))


NETWORKS = {
    "mobilenetv2": ("MobileNetV2", mobilenetv2_layers),
    "resnet50": ("ResNet50", resnet50_layers),
    "inceptionv3": ("InceptionV3", inceptionv3_layers),
}


def tensors_of(model, layers):
    """(name, array) for every tensor, in the order of the file."""
    number = -1
    for number, (convolution, norm) in enumerate(layers(model)):
        arrays = model.get_layer(convolution).get_weights()
        for name, array in zip(("kernel", "bias"), arrays):
            yield "%03d/%s" % (number, name), array
        arrays = model.get_layer(norm).get_weights()
        # Without a scale the first of the four is missing.
        for name, array in zip(("gamma", "beta", "mean", "var")[4 - len(arrays):], arrays):
            yield "%03d/%s" % (number, name), array
    for name, array in zip(("kernel", "bias"), model.get_layer("predictions").get_weights()):
        yield "%03d/%s" % (number + 1, name), array


def write_safetensors(path, tensors):
    """github.com/huggingface/safetensors: the length of the header in 8 bytes, the header, the numbers."""
    header, offset = {}, 0
    for name, array in tensors:
        size = 4 * array.size
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, array in tensors:
            file.write(array.astype("<f4").tobytes())


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in NETWORKS:
        sys.exit(__doc__)
    import keras
    function, layers = NETWORKS[arguments[0]]
    model = getattr(keras.applications, function)(weights="imagenet")
    tensors = list(tensors_of(model, layers))
    exported = sum(array.size for _, array in tensors)
    if exported != model.count_params():
        sys.exit("export_keras.py: found %d parameters, expected %d" % (exported, model.count_params()))
    write_safetensors(arguments[1], tensors)


if __name__ == "__main__":
    main(sys.argv[1:])
