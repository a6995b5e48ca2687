"""ONNX Runtime's Python interface in PyTorch, as far as docs/use-a-checkpoint.md needs it: for systems that have no onnxruntime.

Reads the file by the protocol buffers' wire format and upstream's field numbers (https://github.com/onnx/onnx, onnx/onnx.proto).
"""
import struct
import types

import numpy as np
import torch
import torch.nn.functional as F


def fields(data):
    """Yields (field number, value): int for varints, bytes for lengths and fixed numbers."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            length = {1: 8, 5: 4}.get(key & 7) or (varint() if key & 7 == 2 else 0)
            yield key >> 3, data[at:at + length]
            at += length


def every(data, number):
    return [value for field, value in fields(data) if field == number]


def text(data, number):
    return every(data, number)[0].decode()


def integers(data, number):
    numbers = []
    for value in every(data, number):
        numbers += [value] if isinstance(value, int) else [v for _, v in fields(b''.join(b'\x08' + p for p in split(value)))]
    return [n - (1 << 64) if n >= 1 << 63 else n for n in numbers]


def split(packed):
    parts, start = [], 0
    for i, byte in enumerate(packed):
        if byte < 128:
            parts.append(packed[start:i + 1])
            start = i + 1
    return parts


def attributes(node):
    found = {}
    for data in every(node, 5):
        kind = every(data, 20)[0]
        found[text(data, 1)] = {
            1: lambda: struct.unpack('<f', every(data, 2)[0])[0], 2: lambda: (integers(data, 3) or [0])[0],
            3: lambda: every(data, 4)[0].decode(), 7: lambda: integers(data, 8)}[kind]()
    return found


def tensor(data):
    kind = {1: np.float32, 7: np.int64}[every(data, 2)[0]]
    return torch.from_numpy(np.frombuffer(every(data, 9)[0], kind).reshape(integers(data, 1)).copy())


def run(kind, x, a):
    if kind == 'Conv':
        assert len(set(a['pads'])) == 1
        return F.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, stride=a['strides'], padding=a['pads'][0])
    if kind == 'BatchNormalization':
        return F.batch_norm(x[0], x[3], x[4], x[1], x[2], eps=a['epsilon'])
    if kind == 'Gemm':
        return F.linear(x[0], x[1], x[2] if len(x) > 2 else None)
    if kind == 'MaxPool':
        return F.max_pool2d(x[0], a['kernel_shape'], a['strides'])
    if kind == 'Pad':
        pads = x[1].tolist()
        return F.pad(x[0], [pads[3], pads[7], pads[2], pads[6]], {'reflect': 'reflect', 'edge': 'replicate'}[a['mode']])
    if kind == 'Slice':
        assert x[4].tolist() == [-1]
        return x[0].flip(x[3].tolist())
    if kind == 'ReduceL2':
        return x[0].norm(dim=a['axes'], keepdim=True)
    return {
        'Relu': torch.relu, 'Add': torch.add, 'Sub': torch.sub, 'Mul': torch.mul, 'Div': torch.div, 'Max': torch.maximum,
        'Sqrt': torch.sqrt, 'MatMul': torch.matmul, 'Identity': lambda v: v, 'Flatten': lambda v: v.flatten(1),
        'Concat': lambda *v: torch.cat(v, a['axis']),
    }[kind](*x)


class InferenceSession:
    def __init__(self, path):
        with open(path, 'rb') as file:
            model = file.read()
        graph = every(model, 7)[0]
        self._weights = {text(t, 8): tensor(t) for t in every(graph, 5)}
        self._nodes = every(graph, 1)
        self._about = {text(entry, 1): every(entry, 2)[0].decode() if every(entry, 2) else '' for entry in every(model, 14)}

    def get_modelmeta(self):
        return types.SimpleNamespace(custom_metadata_map=self._about)

    def run(self, outputs, inputs):
        values = {**self._weights, **{name: torch.from_numpy(value) for name, value in inputs.items()}}
        with torch.no_grad():
            for node in self._nodes:
                values[text(node, 2)] = run(text(node, 4), [values[n.decode()] for n in every(node, 1)], attributes(node))
        return [values[name].numpy() for name in outputs]
