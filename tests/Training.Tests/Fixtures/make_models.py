"""What the seed's network gives in double precision under every loss and PyTorch's optimizers. Usage: make_models.py [FILE]  (default: models.json)

Weights and images are numbers that both sides make from a hash, so the file holds results only. Of every tensor it holds the
length (its norm) and its product with a hashed direction: an error anywhere in the tensor moves that product.
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

from hashed import digest, uniform
from seed_network import Mask, SiameseNetwork, contrastive

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
SIZE, EMBEDDING, BATCH, STEPS, PEOPLE = 5, 3, 6, 20, [0, 1, 2, 0, 1, 2]


def network(dropout):
    net = SiameseNetwork(SIZE, EMBEDDING, dropout)
    with torch.no_grad():
        for stream, (name, p) in enumerate(net.named_parameters()):
            u = uniform(stream, p.shape)
            norm = name.startswith('cnn1') and int(name.split('.')[1]) % (5 if dropout else 4) == 3
            fan_in = {1: 500}.get(p.dim(), p[0].numel())
            p.copy_((0.7 + 0.6 * u if name.endswith('weight') else u - 0.5) if norm else (2 * u - 1) / fan_in ** 0.5)
    for block, layer in enumerate(m for m in net.cnn1 if isinstance(m, Mask)):
        channels = (4, 8, 8)[block]
        layer.masks = [(uniform(100 + 10 * branch + block, (BATCH, channels, 1, 1)) >= 0.2) / 0.8 for branch in range(3)]
    return net


def head(loss):
    """The softmax loss's own parameters, as github.com/adambielski/siamese-triplet's ClassificationNet has them; or class weights."""
    if loss in ('cosface', 'arcface'):
        return {'head.weight': uniform(60, (3, EMBEDDING)) - 0.5}
    return {} if loss != 'softmax' else {'head.nonlinear.weight': torch.tensor([0.25]), 'head.fc1.weight': uniform(60, (3, EMBEDDING)) - 0.5, 'head.fc1.bias': uniform(61, (3,)) - 0.5}


def directions(x):
    """With the constant of cosine_embedding_loss, so that 20 steps agree to 1e-9; losses.json has torch's normalize."""
    return x / (x.pow(2).sum(1, keepdim=True) + 1e-12).sqrt()


def images(branch):
    return uniform((50, 51, 53)[branch], (BATCH, 1, SIZE, SIZE))


def step(net, loss, own):
    for m in net.cnn1:
        if isinstance(m, Mask):
            m.branch = 0
    label = (uniform(52, (BATCH,)) >= 0.5).double()
    outputs = [net.forward_once(images(b)) for b in range({'triplet': 3, 'softmax': 1, 'cosface': 1, 'arcface': 1, 'supcon': 1}.get(loss, 2))]
    if loss == 'contrastive':
        return outputs, contrastive(*outputs, label)
    if loss == 'cosine':
        return outputs, F.cosine_embedding_loss(*outputs, 1 - 2 * label, margin=0.5)
    if loss == 'triplet':
        return outputs, F.triplet_margin_loss(*outputs, margin=1.0)
    people = torch.tensor(PEOPLE)
    if loss == 'supcon':
        scores = 10 * directions(outputs[0]) @ directions(outputs[0]).t()
        positive = (people[:, None] == people) & ~torch.eye(BATCH, dtype=torch.bool)
        logs = scores - torch.logsumexp(scores - 1e300 * torch.eye(BATCH), 1, keepdim=True)
        return outputs, -(logs * positive).sum(1).div(positive.sum(1)).mean()
    if loss in ('cosface', 'arcface'):
        cosines = directions(outputs[0]) @ directions(own['head.weight']).t()
        lowered = cosines - 0.35
        if loss == 'arcface':
            angles = torch.acos(cosines)
            lowered = torch.where(angles + 0.5 > math.pi, cosines - 0.5 * math.sin(0.5), torch.cos(angles + 0.5))
        return outputs, F.cross_entropy(16 * torch.where(F.one_hot(people, 3).bool(), lowered, cosines), people)
    scores = F.linear(F.prelu(outputs[0], own['head.nonlinear.weight']), own['head.fc1.weight'], own['head.fc1.bias'])
    return outputs, F.cross_entropy(scores, people)


OPTIMIZERS = {
    'adam': lambda p, decay: torch.optim.Adam(p, lr=1e-3, weight_decay=decay),
    'adamw': lambda p, decay: torch.optim.AdamW(p, lr=1e-3, weight_decay=decay),
    'sgd': lambda p, decay: torch.optim.SGD(p, lr=1e-3, momentum=0.9, weight_decay=decay),
}


def case(loss, dropout, optimizer, decay):
    net = network(dropout)
    own = {k: v.requires_grad_() for k, v in head(loss).items()}
    rule = OPTIMIZERS[optimizer]([*net.parameters(), *own.values()], decay)
    losses = []
    for s in range(STEPS):
        rule.zero_grad()
        outputs, value = step(net, loss, own)
        value.backward()
        if s == 0:
            first = [o.flatten().tolist() for o in outputs]
            gradients = digest((n, p.grad) for n, p in [*net.named_parameters(), *own.items()])
        rule.step()
        losses.append(value.item())
    net.eval()
    with torch.no_grad():
        embedded = net.forward_once(images(0))
    return dict(loss=loss, dropout=dropout, optimizer=optimizer, weight_decay=decay, outputs=first, losses=losses, gradients=gradients,
                state=digest(net.state_dict().items()), own=digest((n, p.detach()) for n, p in own.items()), embedded=embedded.flatten().tolist())


def cases():
    for dropout in (False, True):
        for name, decay in (('adam', 0.0), ('adam', 0.01), ('adamw', 0.01), ('sgd', 0.01)):
            yield case('contrastive', dropout, name, decay)
        for loss in ('triplet', 'softmax', 'cosine', 'cosface', 'arcface', 'supcon'):
            for name in OPTIMIZERS:
                yield case(loss, dropout, name, 0.0)


target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('models.json')
target.write_text('[\n' + ',\n'.join(json.dumps(c) for c in cases()) + '\n]\n')
