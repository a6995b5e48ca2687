"""Images as the networks take them: 8-bit grey, resized by Pillow's bilinear filter, divided by 255; then the channels of the parameter ``input``."""
from __future__ import annotations

import math
import os
from typing import Sequence, Union

import numpy as np
import PIL.Image

Image = Union[str, "os.PathLike[str]", PIL.Image.Image, np.ndarray]
"""A path, a Pillow image, or a uint8 array of grey levels, [height, width]."""


def is_one_image(images: object) -> bool:
    """Whether the argument is one image, not several."""
    return isinstance(images, (str, os.PathLike, PIL.Image.Image)) or (isinstance(images, np.ndarray) and images.ndim == 2)


def prepare(images: Sequence[Image], size: int, invert: bool) -> np.ndarray:
    """Resizes images to squares of ``size`` pixels: [N, 1, size, size] float32 in [0, 1]. Grey levels are inverted before the resize if asked."""
    if len(images) == 0:
        return np.empty((0, 1, size, size), np.float32)
    return np.stack([_prepare(image, size, invert) for image in images])[:, None]


def channels(grey: np.ndarray, kind: str, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    """The network's input, of prepared images [N, 1, S, S]: [N, C, S, S] float32, computed in double precision.

    :param kind: ``grey``, ``contrast`` or ``both``.
    :param mean: Of the training images, which standardize the grey channel of ``both``.
    :param std: Their standard deviation.
    """
    if kind == "grey":
        return grey
    x = grey.astype(np.float64)
    blur = _blur_matrix(x.shape[-1])
    detail = x - blur @ x @ blur.T
    contrast = detail / (np.sqrt(blur @ (detail * detail) @ blur.T) + 0.05)
    return (contrast if kind == "contrast" else np.concatenate([(x - mean) / std, contrast], axis=1)).astype(np.float32)


def _blur_matrix(size: int) -> np.ndarray:
    """A Gaussian of size/8, cut at 3 sigma (rounded up), as a matrix on columns; the border is repeated."""
    sigma = size / 8
    reach = math.ceil(3 * sigma)
    weights = np.exp(-np.arange(-reach, reach + 1, dtype=np.float64) ** 2 / (2 * sigma * sigma))
    matrix = np.zeros((size, size))
    rows = np.arange(size)
    for k, weight in zip(range(-reach, reach + 1), weights / weights.sum()):
        matrix[rows, np.clip(rows + k, 0, size - 1)] += weight
    return matrix


def _prepare(image: Image, size: int, invert: bool) -> np.ndarray:
    grey = _grey(image)
    if invert:
        grey = PIL.Image.fromarray(255 - np.asarray(grey, np.uint8))
    return np.asarray(grey.resize((size, size), PIL.Image.BILINEAR), np.float32) / 255


def _grey(image: Image) -> PIL.Image.Image:
    if isinstance(image, PIL.Image.Image):
        return image.convert("L")
    if isinstance(image, np.ndarray):
        if image.dtype != np.uint8 or image.ndim != 2:
            raise TypeError(f"an image is a uint8 array [height, width], not {image.dtype} {list(image.shape)}")
        return PIL.Image.fromarray(image)
    with PIL.Image.open(image) as file:
        return file.convert("L")
