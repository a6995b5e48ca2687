"""Optuna's TPE on the functions of SearchFunctions.cs, beside the values that SearchBench wrote.

    python3 optuna_search.py OURS.json [SEEDS [TRIALS]]

One-sided Mann-Whitney test: is ours worse? And the gap: how much worse our median is than Optuna's, in
per cent of the way from random search's median to the optimum.
"""
import json
import math
import sys
import warnings

import optuna
from scipy.stats import mannwhitneyu

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)


def branin(u):
    x, y = 15 * u[0] - 5, 15 * u[1]
    return (y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(u):
    alpha = [1.0, 1.2, 3.0, 3.2]
    a = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
    p = [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
         [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]
    return -sum(al * math.exp(-sum(ai * (ui - pi) ** 2 for ai, ui, pi in zip(ar, u, pr))) for al, ar, pr in zip(alpha, a, p))


def ackley(u):
    x = [65.536 * v - 32.768 for v in u]
    n = len(x)
    return -20 * math.exp(-0.2 * math.sqrt(sum(v * v for v in x) / n)) - math.exp(sum(math.cos(2 * math.pi * v) for v in x) / n) + 20 + math.e


def rosenbrock(u):
    x = [15 * v - 5 for v in u]
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def levy(u):
    w = [1 + (20 * v - 10 - 1) / 4 for v in u]
    middle = sum((v - 1) ** 2 * (1 + 10 * math.sin(math.pi * v + 1) ** 2) for v in w[:-1])
    return math.sin(math.pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)


def rastrigin(u):
    return sum(x * x - 10 * math.cos(2 * math.pi * x) + 10 for x in (10.24 * v - 5.12 for v in u))


def smooth(f, dimensions):
    return lambda t: f([t.suggest_float(f"u{i}", 0, 1) for i in range(dimensions)])


def mixed(t):
    loss = t.suggest_categorical("loss", ["contrastive", "triplet", "cosine"])
    optimizer = t.suggest_categorical("optimizer", ["adam", "adamw", "sgd"])
    size = t.suggest_int("embedding_size", 2, 64)
    rate = t.suggest_float("lr", 1e-5, 1e-1, log=True)
    dropout = t.suggest_float("dropout", 0, 0.9)
    wanted = -1.5 if optimizer == "sgd" else -3
    return ({"contrastive": 0.5, "triplet": 0, "cosine": 0.8}[loss] + {"adam": 0.2, "adamw": 0, "sgd": 0.6}[optimizer]
            + (math.log10(rate) - wanted) ** 2 + abs((size - 24) / 62) + 2 * (dropout - 0.3) ** 2)


def conditional(t):
    rate = math.log10(t.suggest_float("lr", 1e-5, 1e-1, log=True))
    if t.suggest_categorical("loss", ["contrastive", "softmax"]) == "softmax":
        return 0.6 + (rate + 2) ** 2
    return (rate + 3.5) ** 2 + (t.suggest_float("margin", 0.1, 4) - 1.3) ** 2


FUNCTIONS = {  # name: (objective, optimum)
    "branin": (smooth(branin, 2), 0.397887), "hartmann6": (smooth(hartmann6, 6), -3.32237), "ackley5": (smooth(ackley, 5), 0),
    "rosenbrock4": (smooth(rosenbrock, 4), 0), "levy4": (smooth(levy, 4), 0), "rastrigin3": (smooth(rastrigin, 3), 0),
    "mixed": (mixed, 0), "conditional": (conditional, 0),
}


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


SAMPLERS = {  # Optuna's default, and its closest relative of ours
    "optuna": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "joint": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
}


def best_values(objective, sampler, seeds, trials):
    values = []
    for seed in range(seeds):
        study = optuna.create_study(sampler=sampler(seed))
        study.optimize(objective, n_trials=trials)
        values.append(study.best_value)
    return values


def main():
    with open(sys.argv[1]) as file:
        ours = json.load(file)
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    trials = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    worse = dict.fromkeys(SAMPLERS, 0)
    print(f"Optuna {optuna.__version__} (its default TPE, and joint: multivariate, grouped), {trials} trials, {seeds} seeds, median best value")
    print(f"{'function':12} {'random':>10} {'bayes':>10}" + "".join(f" {name:>10} {'p(worse)':>9} {'gap %':>7}" for name in SAMPLERS))
    for name, (objective, optimum) in FUNCTIONS.items():
        mine, chance = ours["bests"][name]["bayes"], median(ours["bests"][name]["random"])
        row = f"{name:12} {chance:10.4f} {median(mine):10.4f}"
        for label, sampler in SAMPLERS.items():
            theirs = best_values(objective, sampler, seeds, trials)
            p = mannwhitneyu(mine, theirs, alternative="greater").pvalue
            gap = 100 * (median(mine) - median(theirs)) / (chance - optimum)
            worse[label] += p < 0.05
            row += f" {median(theirs):10.4f} {p:9.3f} {gap:7.1f}"
        print(row, flush=True)
    print(f"significantly worse: {', '.join(f'than {label} on {count} of {len(FUNCTIONS)}' for label, count in worse.items())}; "
          f"a proposal at 1,000 trials and 6 parameters takes {ours['milliseconds_a_proposal']:.2f} ms")


main()
