"""What the seed's network and PyTorch's optimizers give in double precision. Usage: make_models.py [FILE]  (default: models.json)

Weights and images are numbers that both sides make from a hash, so the file holds results only. Of every tensor it holds the
length (its norm) and its product with a hashed direction: an error anywhere in the tensor moves that product.
"""
import json
import pathlib
import sys

import numpy as np
import torch

from seed_network import Mask, SiameseNetwork, contrastive

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
SIZE, EMBEDDING, BATCH, STEPS = 5, 3, 6, 20


def uniform(stream, shape):
    """In [0, 1), exact in every language."""
    count = int(np.prod(shape))
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + stream * 40503 + 12345) & 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    x = x ^ (x >> 16)
    return torch.tensor(x.astype(np.float64) / 2.0 ** 32).reshape(shape)


def digest(tensors):
    return {n: [t.double().norm().item(), (t.double().flatten() * (uniform(999, (t.numel(),)) - 0.5)).sum().item()] for n, t in tensors}


def network(dropout):
    net = SiameseNetwork(SIZE, EMBEDDING, dropout)
    with torch.no_grad():
        for stream, (name, p) in enumerate(net.named_parameters()):
            u = uniform(stream, p.shape)
            norm = name.startswith('cnn1') and int(name.split('.')[1]) % (5 if dropout else 4) == 3
            fan_in = {1: 500}.get(p.dim(), int(np.prod(p.shape[1:])))
            p.copy_((0.7 + 0.6 * u if name.endswith('weight') else u - 0.5) if norm else (2 * u - 1) / fan_in ** 0.5)
    for block, layer in enumerate(m for m in net.cnn1 if isinstance(m, Mask)):
        channels = (4, 8, 8)[block]
        layer.masks = [(uniform(100 + 10 * branch + block, (BATCH, channels, 1, 1)) >= 0.2) / 0.8 for branch in range(2)]
    return net


def batch():
    return uniform(50, (BATCH, 1, SIZE, SIZE)), uniform(51, (BATCH, 1, SIZE, SIZE)), (uniform(52, (BATCH,)) >= 0.5).double()


def step(net):
    for m in net.cnn1:
        if isinstance(m, Mask):
            m.branch = 0
    a, b, label = batch()
    x, y = net(a, b)
    return x, y, contrastive(x, y, label)


OPTIMIZERS = {
    'adam': lambda p, decay: torch.optim.Adam(p, lr=1e-3, weight_decay=decay),
    'adamw': lambda p, decay: torch.optim.AdamW(p, lr=1e-3, weight_decay=decay),
    'sgd': lambda p, decay: torch.optim.SGD(p, lr=1e-3, momentum=0.9, weight_decay=decay),
}


def cases():
    for dropout in (False, True):
        for name, decay in (('adam', 0.0), ('adam', 0.01), ('adamw', 0.01), ('sgd', 0.01)):
            net = network(dropout)
            optimizer = OPTIMIZERS[name](net.parameters(), decay)
            losses = []
            for s in range(STEPS):
                optimizer.zero_grad()
                x, y, loss = step(net)
                loss.backward()
                if s == 0:
                    outputs = [x.flatten().tolist(), y.flatten().tolist()]
                    gradients = digest((n, p.grad) for n, p in net.named_parameters())
                optimizer.step()
                losses.append(loss.item())
            net.eval()
            with torch.no_grad():
                embedded = net.forward_once(batch()[0])
            yield dict(dropout=dropout, optimizer=name, weight_decay=decay, outputs=outputs, losses=losses, gradients=gradients,
                       state=digest(net.state_dict().items()), embedded=embedded.flatten().tolist())


target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('models.json')
target.write_text('[\n' + ',\n'.join(json.dumps(c) for c in cases()) + '\n]\n')
