"""Dissimilarities that fisherfaces must give, from scikit-learn. Usage: make_fisherfaces.py [FILE]  (default: fisherfaces.json beside it)

PCA with the components that hold 95 % of the variance, at most n - c of them; LinearDiscriminantAnalysis(solver="svd"); 1 - cosine.
"""
import json
import pathlib
import sys

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis


def faces(random, people, size):
    """Grey levels of images: a person's own image with noise."""
    images, names = [], []
    for name, count in people:
        own = random.integers(40, 215, size * size)
        for _ in range(count):
            images.append(np.clip(own + random.integers(-40, 41, size * size), 0, 255))
            names.append(name)
    return np.array(images), names


def case(seed, training, test, size):
    random = np.random.default_rng(seed)
    x, names = faces(random, training, size)
    y, _ = faces(random, test, size)
    grey = lambda levels: (levels.astype(np.float32) / np.float32(255)).astype(np.float64)
    n, c = len(names), len(training)
    every = PCA(svd_solver="full").fit(grey(x)).explained_variance_ratio_
    pca = PCA(n_components=min(n - c, int((np.cumsum(every) < 0.95).sum()) + 1), svd_solver="full").fit(grey(x))
    lda = LinearDiscriminantAnalysis(solver="svd").fit(pca.transform(grey(x)), names)
    z = lda.transform(pca.transform(grey(y)))
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    i, j = np.triu_indices(len(z), 1)
    return dict(size=size, training=x.ravel().tolist(), people=names, test=y.ravel().tolist(),
                dissimilarities=(1 - (z[i] * z[j]).sum(1)).tolist())


people = lambda *counts: [(f"p{k}", count) for k, count in enumerate(counts)]
cases = [
    case(1, people(4, 4, 4, 4, 4), people(3, 3), 8),
    case(2, people(1, 5, 2, 7, 3, 1), people(2, 1, 4), 6),  # unequal, people with one image
    case(3, people(2, 1), people(2, 2), 5),  # n - c = 1: one component
    case(4, people(9, 9, 9), people(4, 4), 4),  # more images than pixels
]
target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "fisherfaces.json"
target.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
