"""Clipping, schedules and averaged weights in PyTorch: the convnet of python/siamese_sweep under a classification loss whose class
weights are clipped with it. Usage: make_training_control.py [FILE]  (default: training_control.json)

Weights and images are hashed numbers, so the file holds results only; of tensors it holds digests (see hashed.py).
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / 'python'))
from hashed import digest, uniform
from siamese_sweep import models

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
SIZE, EMBEDDING, WIDTH, PEOPLE, STEPS, RATE, DECAY = 24, 6, 4, [0, 1, 2, 0, 1, 2], 8, 2e-3, 0.01
OPTIMIZERS = {
    'adam': lambda p: torch.optim.Adam(p, lr=RATE, weight_decay=DECAY),
    'adamw': lambda p: torch.optim.AdamW(p, lr=RATE, weight_decay=DECAY),
    'sgd': lambda p: torch.optim.SGD(p, lr=RATE, momentum=0.9, weight_decay=DECAY),
}


def fill(net):
    with torch.no_grad():
        for stream, (name, p) in enumerate(net.named_parameters()):
            u = uniform(stream, p.shape)
            p.copy_((2 * u - 1) / p[0].numel() ** 0.5 if p.dim() > 1 else 0.7 + 0.6 * u if name.endswith('weight') else u - 0.5)


def case(optimizer, clip_norm, ema):
    net = models.build('convnet', dict(embedding_size=EMBEDDING, dropout=0, image_size=SIZE, width=WIDTH, normalize=False))
    fill(net)
    own = {'head.nonlinear.weight': torch.tensor([0.25]), 'head.fc1.weight': uniform(60, (3, EMBEDDING)) - 0.5, 'head.fc1.bias': uniform(61, (3,)) - 0.5}
    own = {k: v.requires_grad_() for k, v in own.items()}
    trained = [*net.parameters(), *own.values()]
    rule = OPTIMIZERS[optimizer](trained)
    scheduler = lr_scheduler.OneCycleLR(rule, max_lr=RATE, total_steps=STEPS, pct_start=0.25, cycle_momentum=False)
    average = AveragedModel(net, avg_fn=lambda w, p, n: ema * w + (1 - ema) * p, use_buffers=True)
    average.update_parameters(net)  # the first is a copy
    losses, norms = [], []
    for step in range(STEPS):
        rule.zero_grad()
        images = uniform(70 + step, (len(PEOPLE), 1, SIZE, SIZE))
        scores = F.linear(F.prelu(net(images), own['head.nonlinear.weight']), own['head.fc1.weight'], own['head.fc1.bias'])
        value = F.cross_entropy(scores, torch.tensor(PEOPLE))
        value.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(trained, clip_norm).item())
        rule.step()
        if step + 1 < STEPS:
            scheduler.step()
        average.update_parameters(net)
        losses.append(value.item())
    average.eval()
    with torch.no_grad():
        embedded = average(uniform(70, (len(PEOPLE), 1, SIZE, SIZE)))
    counts = {n for n, _ in net.named_buffers() if n.endswith('num_batches_tracked')}
    averaged = {n: t for n, t in average.module.state_dict().items() if n not in counts}
    return dict(optimizer=optimizer, clip_norm=clip_norm, ema=ema, losses=losses, norms=norms, state=digest(net.state_dict().items()),
                own=digest((n, p.detach()) for n, p in own.items()), averaged=digest(averaged.items()), embedded=embedded.flatten().tolist())


def cases():
    for optimizer in OPTIMIZERS:
        yield case(optimizer, 4.0, 0.9)
    yield case('adamw', 1e6, 0.5)  # clips nothing


target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('training_control.json')
target.write_text('[\n' + ',\n'.join(json.dumps(c) for c in cases()) + '\n]\n')
