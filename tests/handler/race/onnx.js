// A network of TensorFlow.js's layers as an ONNX model (onnx.ai/onnx/repo-docs/IR.html), maps with channels first as ONNX has
// them, batch normalisation as it stands: who reads the model folds it. Knows the layers that ../networks.js uses.
'use strict';
const tf = require('@tensorflow/tfjs-core');

// Protocol Buffers: fields of a message as [number, value]; a number is a varint, a Float a 32-bit float, a string or Buffer bytes.
class Float {
  constructor(value) {
    this.value = value;
  }
}

function varint(n) {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push(n % 128 + 128);
  return Buffer.from([...bytes, n]);
}

function message(...fields) {
  return Buffer.concat(fields.flatMap(([number, value]) => {
    if (typeof value === 'number') return [varint(number * 8), varint(value)];
    if (value instanceof Float) {
      const bits = Buffer.alloc(4);
      bits.writeFloatLE(value.value);
      return [varint(number * 8 + 5), bits];
    }
    const bytes = Buffer.from(value);
    return [varint(number * 8 + 2), varint(bytes.length), bytes];
  }));
}

// Field numbers and types are those of onnx.proto.
const FLOAT = 1;
const OPSET = 13;

function attribute(name, value) {
  const fields = Array.isArray(value) ? [...value.map((i) => [8, i]), [20, 7]]
    : value instanceof Float ? [[2, value], [20, 1]] : [[3, value], [20, 2]];
  return message([1, name], ...fields);
}

function valueInfo(name, shape) {
  const dimensions = message(...shape.map((n) => [1, message([1, n])]));
  return message([1, name], [2, message([1, message([1, FLOAT], [2, dimensions])])]);
}

class Graph {
  constructor() {
    this.fields = [];
    this.pads = {}; // of a layer that only pads, by its name: what the next one has to pad
  }
  node(type, inputs, output, attributes = {}) {
    this.fields.push([1, message(...inputs.map((name) => [1, name]), [2, output], [3, output], [4, type],
      ...Object.entries(attributes).map(([name, value]) => [5, attribute(name, value)]))]);
    return output;
  }
  initializer(name, tensor) {
    const values = tensor.dataSync();
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    this.fields.push([5, message(...tensor.shape.map((n) => [1, n]), [2, FLOAT], [8, name], [9, bytes])]);
    return name;
  }
}

// [top, left, bottom, right] of a sliding window: the layer's own (TensorFlow's SAME has an odd pixel behind) or of the one before.
function padding(graph, layer, config, kernel) {
  const before = graph.pads[layer.inboundNodes[0].inboundLayers[0].name];
  if (before) return before;
  if (config.padding === 'valid') return [0, 0, 0, 0];
  const total = [0, 1].map((i) => {
    const size = layer.input.shape[1 + i];
    return Math.max(0, (Math.ceil(size / config.strides[i]) - 1) * config.strides[i] + kernel[i] - size);
  });
  return [...total.map((n) => Math.floor(n / 2)), ...total.map((n) => Math.ceil(n / 2))];
}

function sliding(graph, layer, config, kernel) {
  return { kernel_shape: kernel, strides: config.strides, pads: padding(graph, layer, config, kernel) };
}

// By the layers' classes; each adds the nodes of one, whose last output has the layer's name.
const NODES = {
  InputLayer() {},
  ZeroPadding2D(graph, layer, inputs, name, { padding: [[top, bottom], [left, right]] }) {
    graph.node('Identity', inputs, name);
    graph.pads[name] = [top, left, bottom, right];
  },
  Conv2D(graph, layer, inputs, name, config) {
    const [kernel, ...bias] = layer.getWeights();
    graph.node('Conv', [...inputs, graph.initializer(`${name}/kernel`, tf.transpose(kernel, [3, 2, 0, 1])),
      ...bias.map((tensor) => graph.initializer(`${name}/bias`, tensor))], name,
    sliding(graph, layer, config, kernel.shape.slice(0, 2)));
  },
  DepthwiseConv2D(graph, layer, inputs, name, config) {
    const [kernel] = layer.getWeights();
    graph.node('Conv', [...inputs, graph.initializer(`${name}/kernel`, tf.transpose(kernel, [2, 3, 0, 1]))], name,
      { ...sliding(graph, layer, config, kernel.shape.slice(0, 2)), group: kernel.shape[2] });
  },
  BatchNormalization(graph, layer, inputs, name, { scale, epsilon }) {
    const tensors = layer.getWeights();
    if (!scale) tensors.unshift(tf.onesLike(tensors[0]));
    graph.node('BatchNormalization', [...inputs, ...['gamma', 'beta', 'mean', 'var'].map((part, i) =>
      graph.initializer(`${name}/${part}`, tensors[i]))], name, { epsilon: new Float(epsilon) });
  },
  ReLU(graph, layer, inputs, name, { maxValue }) {
    if (maxValue == null) return graph.node('Relu', inputs, name);
    const limits = [0, maxValue].map((limit) => graph.initializer(`${name}/${limit}`, tf.scalar(limit)));
    return graph.node('Clip', [...inputs, ...limits], name);
  },
  MaxPooling2D(graph, layer, inputs, name, config) {
    graph.node('MaxPool', inputs, name, sliding(graph, layer, config, config.poolSize));
  },
  AveragePooling2D(graph, layer, inputs, name, config) {
    graph.node('AveragePool', inputs, name, { ...sliding(graph, layer, config, config.poolSize), count_include_pad: 0 });
  },
  GlobalAveragePooling2D(graph, layer, inputs, name) {
    graph.node('Flatten', [graph.node('GlobalAveragePool', inputs, `${name}/map`)], name);
  },
  Add(graph, layer, inputs, name) {
    graph.node('Add', inputs, name);
  },
  Concatenate(graph, layer, inputs, name) {
    graph.node('Concat', inputs, name, { axis: 1 });
  },
  Dense(graph, layer, inputs, name) {
    const [kernel, bias] = layer.getWeights();
    graph.node('Softmax', [graph.node('Gemm', [...inputs, graph.initializer(`${name}/kernel`, kernel),
      graph.initializer(`${name}/bias`, bias)], `${name}/logits`)], name);
  },
};

// The model's bytes: input and output have the names of the first and the last layer.
function onnxModel(network) {
  const graph = new Graph();
  for (const layer of network.layers) {
    const inputs = layer.inboundNodes[0].inboundLayers.map(({ name }) => name);
    NODES[layer.getClassName()](graph, layer, inputs, layer.name, layer.getConfig());
  }
  const [first, last] = [network.layers[0], network.layers.at(-1)];
  const [, height, width, channels] = first.outputShape ?? first.batchInputShape;
  return message([1, 8], [2, 'faastat'], [8, message([1, ''], [2, OPSET])], [7, message(...graph.fields,
    [2, 'network'], [11, valueInfo(first.name, [1, channels, height, width])],
    [12, valueInfo(last.name, [1, last.outputShape[1]])])]);
}

module.exports = { onnxModel };
