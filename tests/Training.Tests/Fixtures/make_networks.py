"""What every model gives in double precision: the modules of python/siamese_sweep under a contrastive loss. Usage: make_networks.py [FILE]  (default: networks.json)

Those with dropout have an input of two channels. Weights, images and dropout masks are hashed numbers, so the file holds results only; of tensors it holds digests (see hashed.py). The seed's network sees its
branches one after another, the others see all branches as one batch.
"""
import json
import pathlib
import sys

import torch
import torch.nn as nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / 'python'))
from hashed import digest, uniform
from seed_network import Mask, contrastive
from siamese_sweep import models

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
EMBEDDING, WIDTH, BATCH, STEPS, DROPOUT = 6, 4, 5, 5, 0.2
# Sizes that leave a row over where the map is halved, and windows of the 3×3 grid that overlap.
SIZES = {'siamese': 16, 'convnet': 33, 'resnet': 29}


def fill(net):
    with torch.no_grad():
        for stream, (name, p) in enumerate(net.named_parameters()):
            u = uniform(stream, p.shape)
            p.copy_((2 * u - 1) / p[0].numel() ** 0.5 if p.dim() > 1 else 0.7 + 0.6 * u if name.endswith('weight') else u - 0.5)


def mask(branch, site, channels):
    return (uniform(100 + 10 * branch + site, (BATCH, channels)) >= DROPOUT) / (1 - DROPOUT)


def with_masks(model, net):
    """Puts given masks where dropout stands: in the seed's network one a branch and block, in the others one for all branches."""
    masks = []
    if model == 'siamese':
        for index, layer in enumerate(net.cnn1):
            if isinstance(layer, nn.Dropout2d):
                net.cnn1[index] = Mask()
                net.cnn1[index].masks = [mask(b, len(masks), (4, 8, 8)[len(masks)])[..., None, None] for b in range(2)]
                masks.append(net.cnn1[index])
    else:
        net.dropout = Mask()
        net.dropout.masks = [torch.cat([mask(b, 0, net.embedding.in_features) for b in range(2)])]
        masks.append(net.dropout)
    return masks


def case(model, dropout, normalize):
    size = SIZES[model]
    net = models.build(model, dict(embedding_size=EMBEDDING, dropout=DROPOUT if dropout else 0, image_size=size, width=WIDTH, normalize=normalize,
                                   input='both' if dropout else 'grey'))
    fill(net)
    masks = with_masks(model, net) if dropout else []
    branches = [uniform(stream, (BATCH, 2 if dropout else 1, size, size)) for stream in (50, 51)]
    label = (uniform(52, (BATCH,)) >= 0.5).double()
    rule = torch.optim.Adam(net.parameters(), lr=1e-3)
    losses = []
    for step in range(STEPS):
        for m in masks:
            m.branch = 0
        rule.zero_grad()
        outputs = [net(b) for b in branches] if model == 'siamese' else net(torch.cat(branches)).split(BATCH)
        value = contrastive(*outputs, label, margin=1.0)
        value.backward()
        if step == 0:
            first = [o.flatten().tolist() for o in outputs]
            gradients = digest((n, p.grad) for n, p in net.named_parameters())
        rule.step()
        losses.append(value.item())
    net.eval()
    with torch.no_grad():
        embedded = net(branches[0])
    return dict(model=model, size=size, dropout=dropout, normalize=normalize, outputs=first, losses=losses, gradients=gradients,
                state=digest(net.state_dict().items()), embedded=embedded.flatten().tolist())


def cases():
    for dropout in (False, True):
        yield case('siamese', dropout, True)
        yield case('convnet', dropout, False)
        yield case('resnet', dropout, False)


target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('networks.json')
target.write_text('[\n' + ',\n'.join(json.dumps(c) for c in cases()) + '\n]\n')
