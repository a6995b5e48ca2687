"""Numbers that the losses must give, from PyTorch in double precision. Usage: make_losses.py [FILE]  (default: losses.json beside it)

Losses that PyTorch has are PyTorch's own. Mining is written here as plain loops over pairs and triplets, so that the tensor code
under test shares nothing with it but the definition.
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def embeddings(seed, count, size, scale):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, size, generator=generator) * scale


def contrastive(d, l, margin):
    """As the seed writes it."""
    return (1 - l) * d.pow(2) + l * torch.clamp(margin - d, min=0.0).pow(2)


def cosine(a, b):
    """The cosine inside cosine_embedding_loss: for target 1 it gives 1 - cos."""
    return 1 - F.cosine_embedding_loss(a[None], b[None], torch.ones(1), reduction='none')[0]


def distance(a, b):
    return F.pairwise_distance(a[None], b[None])[0]


def mined_pairs(x, people, mining, margin, kind):
    n = len(people)
    same, apart = [], []
    for i in range(n):
        for j in range(i + 1, n):
            c = cosine(x[i], x[j]) if kind == 'cosine' else None
            d = 1 - c if kind == 'cosine' else distance(x[i], x[j])
            if people[i] == people[j]:
                same.append((d.item(), d if kind == 'cosine' else d ** 2))
            else:
                cost = torch.clamp(c - margin, min=0) if kind == 'cosine' else torch.clamp(margin - d, min=0) ** 2
                apart.append((d.item(), cost))
    reach = 1 - margin if kind == 'cosine' else margin
    if mining == 'hard':
        apart = sorted(apart, key=lambda p: p[0])[:len(same)]
    if mining == 'semihard':
        mean = sum(d for d, _ in same) / len(same)
        apart = [p for p in apart if mean < p[0] < reach] or apart
    return (sum(c for _, c in same) / len(same) + sum(c for _, c in apart) / len(apart)) / 2


def mined_triplets(x, people, mining, margin):
    n = len(people)
    d = [[distance(x[i], x[j]) for j in range(n)] for i in range(n)]
    terms = []
    for a in range(n):
        positives = [p for p in range(n) if p != a and people[p] == people[a]]
        negatives = [q for q in range(n) if people[q] != people[a]]
        if mining == 'hard' and positives:
            p = max(positives, key=lambda i: d[a][i].item())
            q = min(negatives, key=lambda i: d[a][i].item())
            terms.append(torch.clamp(d[a][p] - d[a][q] + margin, min=0))
        for p in positives if mining != 'hard' else []:
            if mining == 'all':
                terms += [torch.clamp(d[a][p] - d[a][q] + margin, min=0) for q in negatives]
            else:
                beyond = [q for q in negatives if d[a][q] > d[a][p]]
                q = min(beyond, key=lambda i: d[a][i].item()) if beyond else max(negatives, key=lambda i: d[a][i].item())
                terms.append(torch.clamp(d[a][p] - d[a][q] + margin, min=0))
    return sum(terms) / len(terms)


def supcon(x, people, scale):
    """L_out of Khosla et al. 2020, anchor by anchor."""
    terms = []
    for i in range(len(people)):
        others = [a for a in range(len(people)) if a != i]
        positives = [p for p in others if people[p] == people[i]]
        if positives:
            below = torch.stack([scale * cosine(x[i], x[a]) for a in others]).exp().sum()
            terms.append(-sum(torch.log((scale * cosine(x[i], x[p])).exp() / below) for p in positives) / len(positives))
    return sum(terms) / len(terms)


def arcface(cosines, margin):
    """cos(theta + m), and cos(theta) - m sin(m) where theta + m is more than pi."""
    angles = torch.acos(cosines)
    return torch.where(angles + margin > math.pi, cosines - margin * math.sin(margin), torch.cos(angles + margin))


def case(loss, margin, mining, branches, value, different=None, people=None, extra=None, **settings):
    inputs = branches + list((extra or {}).values())
    gradients = torch.autograd.grad(value, inputs)
    return dict(loss=loss, margin=margin, mining=mining, **settings, size=branches[0].shape[1], branches=[b.flatten().tolist() for b in branches],
                different=different, people=people, value=value.item(), gradients=[g.flatten().tolist() for g in gradients[:len(branches)]],
                parameters={k: v.flatten().tolist() for k, v in (extra or {}).items()},
                parameter_gradients={k: g.flatten().tolist() for k, g in zip(extra or {}, gradients[len(branches):])})


def cases():
    for index, (scale, margin) in enumerate([(0.5, 2.0), (1.0, 1.0), (0.05, 0.5)]):
        a, b, c = (embeddings(10 * index + k, 9, 5, scale) for k in range(3))
        b[0], b[1] = a[0], a[1]  # an image that meets itself, labelled same and, for the infinite gradient, different
        c[2] = a[2]
        a, b, c = (t.requires_grad_() for t in (a, b, c))
        labels = [0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
        l = torch.tensor(labels)
        yield case('contrastive', margin, 'random', [a, b], contrastive(F.pairwise_distance(a, b), l, margin).mean(), labels)
        m = margin if margin < 1 else 0.3 * margin
        yield case('cosine', m, 'random', [a, b], F.cosine_embedding_loss(a, b, 1 - 2 * l, margin=m), labels)
        yield case('triplet', margin, 'random', [a, b, c], F.triplet_margin_loss(a, b, c, margin=margin))

    for index, (people, scale) in enumerate([([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], 0.5), ([2, 0, 1, 0, 2, 1, 1, 0, 3, 1], 0.3)]):
        x = embeddings(100 + index, len(people), 5, scale).requires_grad_()
        centres = embeddings(200 + index, 4, 5, 0.6)
        y = (x.detach() + centres[torch.tensor(people)]).requires_grad_()  # people apart: semihard has something to choose
        for z in (x, y):
            for mining in ('all', 'hard', 'semihard'):
                for margin in (2.0, 1.2):
                    yield case('contrastive', margin, mining, [z], mined_pairs(z, people, mining, margin, 'contrastive'), people=people)
                for margin in (0.1, 0.7):
                    yield case('cosine', margin, mining, [z], mined_pairs(z, people, mining, margin, 'cosine'), people=people)
                for margin in (1.0, 0.2):
                    yield case('triplet', margin, mining, [z], mined_triplets(z, people, mining, margin), people=people)

    x = embeddings(300, 6, 5, 1.0).requires_grad_()
    people = [0, 3, 1, 2, 3, 0]
    head = {'head.nonlinear.weight': torch.tensor([0.25]), 'head.fc1.weight': embeddings(301, 4, 5, 0.4), 'head.fc1.bias': embeddings(302, 1, 4, 0.4)[0]}
    head = {k: v.requires_grad_() for k, v in head.items()}
    scores = F.linear(F.prelu(x, head['head.nonlinear.weight']), head['head.fc1.weight'], head['head.fc1.bias'])
    yield case('softmax', None, 'random', [x], F.cross_entropy(scores, torch.tensor(people)), people=people, extra=head)


    for smoothing in (0.1, 0.5):
        scores = F.linear(F.prelu(x, head['head.nonlinear.weight']), head['head.fc1.weight'], head['head.fc1.bias'])
        value = F.cross_entropy(scores, torch.tensor(people), label_smoothing=smoothing)
        yield case('softmax', None, 'random', [x], value, people=people, extra=head, label_smoothing=smoothing)

    for index, (size, people) in enumerate([(5, [0, 0, 0, 0, 1, 1, 1, 1]), (16, [2, 2, 0, 0, 4, 4, 1, 1, 3, 3]), (3, [1, 0, 2, 1])]):
        labels, classes = torch.tensor(people), max(people) + 1
        x, weight = embeddings(500 + index, len(people), size, 1.5), embeddings(510 + index, classes, size, 0.7)
        x[1] = x[0]  # an image that is drawn twice
        x[2] = -2 * weight[people[2]] + 0.3 * x[2]  # nearly opposite to its class: theta + m is more than pi
        x, head = x.requires_grad_(), {'head.weight': weight.requires_grad_()}
        own = F.one_hot(labels, classes).bool()
        for scale in (1.0, 16.0, 64.0):
            for margin in (0.35, 0.9):
                cosines = F.linear(F.normalize(x), F.normalize(head['head.weight']))
                value = F.cross_entropy(scale * (cosines - margin * own), labels)
                yield case('cosface', margin, 'random', [x], value, people=people, extra=head, scale=scale)
            for margin in (0.5, 1.2):
                cosines = F.linear(F.normalize(x), F.normalize(head['head.weight']))
                value = F.cross_entropy(scale * torch.where(own, arcface(cosines, margin), cosines), labels)
                yield case('arcface', margin, 'random', [x], value, people=people, extra=head, scale=scale)

    for index, (size, people) in enumerate([(5, [0, 0, 0, 0, 1, 1, 1, 1]), (16, [3, 3, 0, 0, 2, 2, 1, 1]), (4, [2, 0, 1, 0, 2, 1, 1, 0, 3, 1])]):
        x = embeddings(600 + index, len(people), size, 1.2)
        x[1] = x[0]
        x = x.requires_grad_()
        for scale in (1.0, 10.0, 30.0):
            yield case('supcon', None, 'random', [x], supcon(x, people, scale), people=people, scale=scale)


def evaluations():
    people = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3]
    n = len(people)
    for index, (loss, margin) in enumerate([('contrastive', 2.0), ('triplet', 0.7), ('cosine', 0.5), ('supcon', None)]):
        x = embeddings(400 + index, n, 5, 0.8)
        i, j = torch.triu_indices(n, n, 1)
        different = [people[a] != people[b] for a, b in zip(i.tolist(), j.tolist())]
        l = torch.tensor(different).double()
        euclidean = F.pairwise_distance(x[i], x[j])
        cosines = F.cosine_embedding_loss(x[i], x[j], torch.ones(len(i)), reduction='none')
        if loss == 'contrastive':
            value = contrastive(euclidean, l, margin).mean()
        elif loss == 'cosine':
            value = F.cosine_embedding_loss(x[i], x[j], 1 - 2 * l, margin=margin)
        elif loss == 'supcon':
            value = supcon(x, people, 10.0)
        else:
            triplets = [(a, p, q) for a in range(n) for p in range(n) for q in range(n)
                        if a != p and people[a] == people[p] and people[q] != people[a]]
            a, p, q = torch.tensor(triplets).T
            value = F.triplet_margin_loss(x[a], x[p], x[q], margin=margin)
        yield dict(loss=loss, margin=margin, **(dict(scale=10.0) if loss == 'supcon' else {}), size=5, embeddings=x.flatten().tolist(), people=people, euclidean=euclidean.tolist(),
                   cosine=cosines.tolist(), value=value.item())


target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name('losses.json')
with target.open('w') as file:
    lines = [f'"{name}": [\n' + ',\n'.join(json.dumps(c) for c in items) + '\n]' for name, items in (('losses', cases()), ('evaluations', evaluations()))]
    file.write('{\n' + ',\n'.join(lines) + '\n}\n')
