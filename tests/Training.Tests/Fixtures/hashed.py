"""Numbers that Python and C# make alike from a hash, and digests of tensors, for the scripts beside it."""
import numpy as np
import torch


def uniform(stream, shape):
    """In [0, 1), exact in every language."""
    count = int(np.prod(shape))
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + stream * 40503 + 12345) & 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    x = x ^ (x >> 16)
    return torch.tensor(x.astype(np.float64) / 2.0 ** 32).reshape(shape)


def digest(tensors):
    return {n: [t.double().norm().item(), (t.double().flatten() * (uniform(999, (t.numel(),)) - 0.5)).sum().item()] for n, t in tensors}
