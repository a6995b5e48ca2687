"""Checkpoints: a network, the pre-processing of its images, and the threshold it was calibrated to."""
from __future__ import annotations

import json
import math
import os
from typing import Mapping, Sequence, Union

import numpy as np
import torch
import torch.nn.functional as F

from . import images as _images
from . import models, safetensors
from .images import Image

FORMATS = ("siamese-sweep/1", "siamese-sweep/2")
_CHUNK = 64


class CheckpointError(ValueError):
    """The file is no checkpoint that this package can use."""


class Checkpoint:
    """A network that is ready to verify faces. Made by :func:`load`."""

    def __init__(self, module: torch.nn.Module, metadata: Mapping[str, str]) -> None:
        self.module = module
        """The PyTorch module, in evaluation mode: [N, C, S, S] float32 to [N, E]."""
        self.metadata = dict(metadata)
        """The strings that the file holds about itself, such as ``run``, ``epoch`` and ``metrics``."""
        self.threshold = float(metadata["threshold"])
        """A pair is the same person when its dissimilarity is at most this; NaN where none was calibrated."""
        self.image_size = int(metadata["image_size"])
        """Side in pixels of the square that images are resized to."""
        configuration = json.loads(metadata["configuration"])
        self._invert = metadata["invert"] == "true"
        self._input = configuration.get("input", "grey")
        self._mean, self._std = (float(metadata[k]) for k in ("input_mean", "input_std")) if self._input == "both" else (0.0, 1.0)
        self._flip = configuration.get("flip_embedding", False)
        self._unit = models.has_unit_embeddings(metadata.get("model", "siamese"), configuration)
        self._cosine = metadata["dissimilarity"] == "cosine"

    def embed(self, images: Union[Image, Sequence[Image]]) -> np.ndarray:
        """Embeds images.

        :param images: One image or a sequence of them: paths, Pillow images, or uint8 arrays of grey levels, [height, width].
        :return: [N, E] float32.
        """
        sequence: Sequence[Image] = [images] if _images.is_one_image(images) else images  # type: ignore[list-item,assignment]
        grey = _images.prepare(sequence, self.image_size, self._invert)
        pixels = torch.from_numpy(_images.channels(grey, self._input, self._mean, self._std))
        with torch.no_grad():
            return torch.cat([self._embed(chunk) for chunk in pixels.split(_CHUNK)]).numpy()

    def _embed(self, pixels: torch.Tensor) -> torch.Tensor:
        embeddings = self.module(pixels)
        if not self._flip:
            return embeddings
        mean = (embeddings + self.module(pixels.flip(3))) / 2
        return F.normalize(mean) if self._unit else mean

    def dissimilarity(self, a: Image, b: Image) -> float:
        """How different two faces are: the Euclidean distance of their embeddings, or 1 − cosine, as the run was trained."""
        x, y = self.embed([a, b]).astype(np.float64)
        if self._cosine:
            lengths = math.sqrt((x @ x + 1e-12) * (y @ y + 1e-12))
            return float(np.clip(1 - x @ y / lengths, 0, 2))
        return float(np.linalg.norm(x - y + 1e-6))

    def same(self, a: Image, b: Image) -> bool:
        """Whether two faces are judged to be the same person's.

        :raises CheckpointError: The checkpoint was written before a threshold was calibrated.
        """
        if math.isnan(self.threshold):
            raise CheckpointError("the checkpoint was written before a threshold was calibrated; take one of a later epoch, such as the run's best")
        return self.dissimilarity(a, b) <= self.threshold


def load(file: Union[str, "os.PathLike[str]"]) -> Checkpoint:
    """Loads a checkpoint (``*.safetensors``) that SiameseSweep wrote.

    :raises CheckpointError: The file is none, or holds a model that this version does not know.
    :raises OSError: The file cannot be read.
    """
    try:
        tensors, metadata = safetensors.read(file)
    except ValueError as error:
        raise CheckpointError(str(error)) from error
    written_as = metadata.get("format")
    if written_as not in FORMATS:
        raise CheckpointError(f"{file} has the format {written_as!r}; this version reads {' and '.join(FORMATS)}")
    try:
        configuration = json.loads(metadata["configuration"])
        module = models.build(metadata.get("model", "siamese"), configuration)
        module.load_state_dict(tensors, strict=True)
        module.eval()
        return Checkpoint(module, metadata)
    except (KeyError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{file} cannot be used: {error}") from error
