"""Learning rates of PyTorch's schedulers at every step. Usage: make_schedules.py [FILE]  (default: schedules.json)

A constant or cosine schedule with warm-up is a LambdaLR; where the warm-up is a whole number of steps, `composed` holds the rates of
LambdaLR and CosineAnnealingLR one after the other, which must be the same.
"""
import json
import math
import pathlib
import sys

import torch
from torch.optim import lr_scheduler as lr

RATE = 2e-3


def rates(make, steps):
    rule = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler, found = make(rule), []
    for step in range(steps):
        if step > 0:
            rule.step()
            scheduler.step()
        found.append(rule.param_groups[0]['lr'])
    return found


def factor(schedule, warmup, total):
    def at(step):
        if step < warmup:
            return step / warmup
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) if schedule == 'cosine' else 1
    return at


def composed(warmup, total):
    # One after the other by hand: SequentialLR makes both at once, and each changes the rate when it is made.
    rising = rates(lambda r: lr.LambdaLR(r, lambda s: s / warmup), warmup) if warmup else []
    return rising + rates(lambda r: lr.CosineAnnealingLR(r, T_max=total - warmup), total - warmup)


def case(schedule, warmup, epochs, steps_per_epoch):
    total, of = epochs * steps_per_epoch, warmup * steps_per_epoch
    if schedule == 'one_cycle':
        share = warmup / epochs if warmup else 0.1
        found = rates(lambda r: lr.OneCycleLR(r, max_lr=RATE, total_steps=total, pct_start=share, cycle_momentum=False), total)
    else:
        found = rates(lambda r: lr.LambdaLR(r, factor(schedule, of, total)), total)
    return dict(schedule=schedule, learning_rate=RATE, warmup=warmup, epochs=epochs, steps_per_epoch=steps_per_epoch, rates=found,
                composed=composed(int(of), total) if schedule == 'cosine' and of == int(of) else None)


CASES = [(0, 5, 7), (1, 5, 7), (0.5, 4, 6), (1.3, 5, 7), (2, 3, 1), (0.25, 10, 3), (3.5, 4, 2), (0, 1, 13)]
target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('schedules.json')
target.write_text('[\n' + ',\n'.join(json.dumps(case(s, *c)) for s in ('constant', 'cosine', 'one_cycle') for c in CASES) + '\n]\n')
