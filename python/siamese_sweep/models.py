"""The PyTorch modules of SiameseSweep's models. Checkpoints hold their ``state_dict``, so each loads strictly."""
from __future__ import annotations

from typing import Any, Mapping

import torch
import torch.nn as nn
import torch.nn.functional as F

GRID_SIDE = 3


class Siamese(nn.Module):
    """The seed's network: three convolution blocks without pooling and three fully connected layers.

    Takes [N, C, S, S] and gives [N, E]. With ``dropout`` above 0 it is the seed's first listing, whose layers count in the names.
    """

    def __init__(self, image_size: int, embedding_size: int, dropout: float = 0.0, normalize: bool = False, channels: int = 1) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in ((channels, 4), (4, 8), (8, 8)):
            layers += [nn.ReflectionPad2d(1), nn.Conv2d(before, after, 3), nn.ReLU(), nn.BatchNorm2d(after)]
            layers += [nn.Dropout2d(dropout)] if dropout > 0 else []
        self.cnn1 = nn.Sequential(*layers)
        self.fc1 = nn.Sequential(
            nn.Linear(8 * image_size * image_size, 500), nn.ReLU(), nn.Linear(500, 500), nn.ReLU(), nn.Linear(500, embedding_size))
        self.normalize = normalize

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        embeddings = self.fc1(self.cnn1(x).flatten(1))
        return F.normalize(embeddings) if self.normalize else embeddings


class _Pooled(nn.Module):
    """A convolutional part under the head that convnet and resnet share: averages over a 3×3 grid, a linear layer, BatchNorm, L2 norm.

    Takes [N, C, S, S] and gives [N, E] of length 1. Dropout acts on each of the averages.
    """

    def _add_head(self, channels: int, embedding_size: int, dropout: float) -> None:
        self.dropout = nn.Dropout(dropout)
        self.embedding = nn.Linear(GRID_SIDE * GRID_SIDE * channels, embedding_size, bias=False)
        self.embedding_norm = nn.BatchNorm1d(embedding_size)

    def feature_map(self, x: torch.Tensor) -> torch.Tensor:
        """[N, C, S, S] to the map that is averaged."""
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        averages = F.adaptive_avg_pool2d(self.feature_map(x), GRID_SIDE).flatten(1)
        return F.normalize(self.embedding_norm(self.embedding(self.dropout(averages))))


class Convnet(_Pooled):
    """Four blocks of convolution 3×3, BatchNorm, ReLU with widths w, 2w, 4w, 8w; max pooling by 2 after the first three."""

    def __init__(self, width: int, embedding_size: int, dropout: float = 0.0, channels: int = 1) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = channels
        for block in range(4):
            after = width << block
            layers += [nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
            layers += [nn.MaxPool2d(2)] if block < 3 else []
            before = after
        self.features = nn.Sequential(*layers)
        self._add_head(before, embedding_size, dropout)

    def feature_map(self, x: torch.Tensor) -> torch.Tensor:
        return self.features(x)


class _ResidualBlock(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        stride = 1 if before == after else 2
        self.conv1 = nn.Conv2d(before, after, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        residual = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(residual + self.shortcut(x))


class Resnet(_Pooled):
    """Three stages of two residual blocks with widths w, 2w, 4w: He et al. (CVPR 2016), section 4.2, with n = 2 and projections."""

    def __init__(self, width: int, embedding_size: int, dropout: float = 0.0, channels: int = 1) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        stages: list[nn.Module] = []
        before = width
        for stage in range(3):
            after = width << stage
            stages.append(nn.Sequential(_ResidualBlock(before, after), _ResidualBlock(after, after)))
            before = after
        self.stages = nn.Sequential(*stages)
        self._add_head(before, embedding_size, dropout)

    def feature_map(self, x: torch.Tensor) -> torch.Tensor:
        return self.stages(self.stem(x))


MODELS = ("siamese", "convnet", "resnet")


def has_unit_embeddings(model: str, configuration: Mapping[str, Any]) -> bool:
    """Whether a model's embeddings have an L2 norm of 1."""
    return model != "siamese" or configuration.get("normalize", False)


def build(model: str, configuration: Mapping[str, Any]) -> nn.Module:
    """Makes the module of a trial's parameters, with new weights.

    :param model: One of ``MODELS``.
    :param configuration: ``embedding_size``, ``dropout``, ``input`` and, by model, ``image_size``, ``normalize`` or ``width``.
    :raises KeyError: A parameter that the model needs is missing.
    :raises ValueError: There is no such model.
    """
    embedding_size, dropout = configuration["embedding_size"], configuration["dropout"]
    channels = 2 if configuration.get("input") == "both" else 1
    if model == "siamese":
        return Siamese(configuration["image_size"], embedding_size, dropout, configuration.get("normalize", False), channels)
    if model == "convnet":
        return Convnet(configuration["width"], embedding_size, dropout, channels)
    if model == "resnet":
        return Resnet(configuration["width"], embedding_size, dropout, channels)
    raise ValueError(f"there is no model {model!r}; choose one of {', '.join(MODELS)}")
