"""Reads safetensors files: 8 bytes of header length, a JSON header, the data (https://huggingface.co/docs/safetensors)."""
from __future__ import annotations

import json
import os
import struct
from typing import Dict, Tuple, Union

import numpy as np
import torch

_TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64}


def read(path: Union[str, "os.PathLike[str]"]) -> Tuple[Dict[str, torch.Tensor], Dict[str, str]]:
    """Reads the tensors and the metadata of a file.

    :raises ValueError: It is no whole safetensors file.
    """
    with open(path, "rb") as file:
        data = file.read()
    try:
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8:8 + length])
        metadata = header.pop("__metadata__", {})
        tensors = {name: _tensor(memoryview(data)[8 + length:], entry) for name, entry in header.items()}
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is not a whole safetensors file: {error}") from error
    return tensors, metadata


def _tensor(data: memoryview, entry: dict) -> torch.Tensor:
    start, end = entry["data_offsets"]
    values = np.frombuffer(data[start:end], _TYPES[entry["dtype"]])
    return torch.from_numpy(values.reshape(entry["shape"]).copy())
