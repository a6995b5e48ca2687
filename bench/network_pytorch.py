"""A model's training step in PyTorch on random images: network_pytorch.py MODEL WIDTH SIZE IMAGES THREADS STEPS. Prints the median ms a step as JSON, for images
in rows (contiguous) and by channels (channels_last)."""
import json
import pathlib
import statistics
import sys
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'python'))
from siamese_sweep import models

model, (width, size, images, threads, steps) = sys.argv[1], map(int, sys.argv[2:7])
torch.set_num_threads(threads)
torch.manual_seed(0)
WARM_UP, EMBEDDING = 5, 64


def median_step(memory_format):
    net = models.build(model, dict(embedding_size=EMBEDDING, image_size=size, width=width, dropout=0)).to(memory_format=memory_format)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01)
    x = torch.rand(images, 1, size, size).to(memory_format=memory_format)
    weight = torch.rand(images, EMBEDDING) - 0.5
    times = []
    for step in range(WARM_UP + steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        (net(x) * weight).sum().backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[WARM_UP:])


print(json.dumps(dict(rows=median_step(torch.contiguous_format), channels=median_step(torch.channels_last))))
