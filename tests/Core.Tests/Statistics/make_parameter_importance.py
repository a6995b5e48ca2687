"""Importance by Optuna's fANOVA on trials whose values are a formula, for ParameterImportancesMatchOptunaTests.

    python3 make_parameter_importance.py OUT.json [FORESTS]

Optuna's own random forests differ from one another in the second digit, so the mean over five of them is written (some minutes).
"""
import json
import math
import random
import sys

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator

optuna.logging.set_verbosity(optuna.logging.ERROR)

TRIALS = 150
SPACE = {
    "learning_rate": FloatDistribution(1e-5, 1e-1, log=True),
    "weight_decay": FloatDistribution(0.0, 1.0),
    "loss": CategoricalDistribution(["contrastive", "triplet", "cosine"]),
    "embedding_size": IntDistribution(2, 64),
}
# Sums only: where two parameters act together Optuna 3.1 is far from the closed form, which the tests have instead.
OBJECTIVES = {
    "rate above all": lambda p: (math.log10(p["learning_rate"]) + 3) ** 2 + 0.3 * p["weight_decay"],
    "loss and size": lambda p: {"contrastive": 0, "triplet": 1, "cosine": 3}[p["loss"]] + 2 * abs(p["embedding_size"] - 20) / 44,
    "a step": lambda p: float(p["weight_decay"] > 0.25) + 0.1 * math.sin(40 * p["weight_decay"]),
}


def draw(generator):
    return {
        "learning_rate": 10 ** generator.uniform(-5, -1), "weight_decay": generator.random(),
        "loss": generator.choice(SPACE["loss"].choices), "embedding_size": generator.randint(2, 64),
    }


def case(name, objective, seeds):
    generator = random.Random(name)
    study = optuna.create_study()
    trials = [draw(generator) for _ in range(TRIALS)]
    for parameters in trials:
        study.add_trial(optuna.trial.create_trial(params=parameters, distributions=SPACE, value=objective(parameters)))
    forests = [FanovaImportanceEvaluator(n_trees=64, seed=seed).evaluate(study) for seed in range(seeds)]
    shares = {parameter: sum(f[parameter] for f in forests) / len(forests) for parameter in SPACE}
    return {"name": name, "trials": [{**p, "value": objective(p)} for p in trials], "shares": shares}


def main():
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    cases = [case(name, objective, seeds) for name, objective in OBJECTIVES.items()]
    with open(sys.argv[1], "w") as file:
        json.dump(cases, file, indent=None, separators=(",", ":"))
        file.write("\n")


main()
