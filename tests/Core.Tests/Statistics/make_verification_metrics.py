"""Metrics that VerificationMetrics must give, from scikit-learn. Usage: make_verification_metrics.py [FILE]  (default: verification_metrics.json beside it)

AUC is roc_auc_score; EER is where the straight lines of roc_curve meet FAR = FRR; accuracy is balanced_accuracy_score at a
threshold at and around which pairs lie. null is NaN.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
from scipy.optimize import brentq
from sklearn.metrics import balanced_accuracy_score, roc_auc_score, roc_curve


def expected(d, different, threshold):
    judged = d > threshold
    far = float((~judged[different]).mean()) if different.any() else None
    frr = float(judged[~different].mean()) if (~different).any() else None
    if len(set(different.tolist())) < 2:
        return dict(auc=None, eer=None, accuracy=None, far=far, frr=frr)
    fpr, tpr, _ = roc_curve(different, d, drop_intermediate=False)
    # "Positive" is different: fpr is the share of same pairs judged different (FRR), 1 - tpr the share of different pairs accepted (FAR).
    eer = brentq(lambda x: 1 - x - np.interp(x, fpr, tpr), 0, 1, xtol=1e-14) if auc_is_not_vertical(fpr, tpr) else vertical_eer(fpr, tpr)
    return dict(auc=float(roc_auc_score(different, d)), eer=float(eer), accuracy=float(balanced_accuracy_score(different, judged)), far=far, frr=frr)


def auc_is_not_vertical(fpr, tpr):
    """np.interp needs one tpr for each fpr at the crossing; a vertical piece of the curve has many."""
    crossing = np.argmax(fpr >= 1 - tpr)
    return crossing == 0 or fpr[crossing] > fpr[crossing - 1]


def vertical_eer(fpr, tpr):
    """On a vertical piece the rate of false rejections is the same all along it, and so is the meeting point's."""
    return fpr[np.argmax(fpr >= 1 - tpr)]


def cases():
    rng = np.random.default_rng(7)
    for n, share, shift, grid in [(40, 0.5, 1.0, None), (60, 0.8, 0.3, None), (50, 0.3, 0.0, 8), (45, 0.5, 1.5, 4), (30, 0.9, 0.5, 2), (25, 0.5, -1.0, None), (435, 0.69, 1.2, 32)]:
        different = rng.random(n) < share
        different[0], different[1] = True, False
        d = np.abs(rng.normal(1, 0.5, n) + shift * different).astype(np.float32)
        if grid:
            d = (np.round(d * grid) / grid).astype(np.float32)
        yield d, different, float(np.sort(d)[n // 3])
    separate = np.arange(20, dtype=np.float32)
    yield separate, separate >= 12, 11.0
    yield separate, separate < 12, 11.0
    yield np.full(9, 0.5, np.float32), np.arange(9) < 4, 0.5
    yield np.array([0.25, 1.5], np.float32), np.array([False, True]), 0.75
    yield np.array([0.25, 1.5, 0.5], np.float32), np.zeros(3, bool), 0.5
    yield np.array([0.25, 1.5, 0.5], np.float32), np.ones(3, bool), 0.5


warnings.simplefilter('ignore')
target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('verification_metrics.json')
lines = [json.dumps(dict(dissimilarities=[float(x) for x in d], different=[bool(x) for x in y], threshold=t, **expected(d, y, t))) for d, y, t in cases()]
target.write_text('[\n' + ',\n'.join(lines) + '\n]\n')
