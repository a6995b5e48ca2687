"""The seed's network in PyTorch, both listings, for the scripts beside it."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Mask(nn.Module):
    """Stands where Dropout2d stands in the first listing: its masks are given, one a branch, so that they can be repeated."""

    def __init__(self):
        super().__init__()
        self.masks, self.branch = None, 0

    def forward(self, x):
        if not self.training:
            return x
        self.branch += 1
        return x * self.masks[self.branch - 1]


class SiameseNetwork(nn.Module):
    def __init__(self, size=100, embedding=5, dropout=False):
        super().__init__()
        layers = []
        for i, o in ((1, 4), (4, 8), (8, 8)):
            layers += [nn.ReflectionPad2d(1), nn.Conv2d(i, o, kernel_size=3), nn.ReLU(inplace=True), nn.BatchNorm2d(o)]
            layers += [Mask()] if dropout else []
        self.cnn1 = nn.Sequential(*layers)
        self.fc1 = nn.Sequential(nn.Linear(8 * size * size, 500), nn.ReLU(inplace=True), nn.Linear(500, 500), nn.ReLU(inplace=True),
                                 nn.Linear(500, embedding))

    def forward_once(self, x):
        output = self.cnn1(x)
        return self.fc1(output.view(output.size()[0], -1))

    def forward(self, a, b):
        return self.forward_once(a), self.forward_once(b)


def contrastive(a, b, label, margin=2.0):
    d = F.pairwise_distance(a, b)
    return torch.mean((1 - label) * d.pow(2) + label * torch.clamp(margin - d, min=0.0).pow(2))
