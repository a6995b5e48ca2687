"""What W&B's own validator says of sweep files: some written by hand, most put together at random from its schema's words.

Usage: make_wandb_verdicts.py OUT SWEEPS_CHECKOUT, where the second is a checkout of https://github.com/wandb/sweeps (b1dfc5f).
Needs jsonschema and PyYAML; what else its modules import is not asked and stands in as an empty module. Each case has the
file's text, whether W&B takes it, and the kind it gives each parameter (nested ones, which W&B does not fill, have none).
"""
import json, os, random, sys, types

import yaml

out, checkout = sys.argv[1], sys.argv[2]


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def resolved(node, root, known):
    """References replaced by what they name; parameters may hold parameters, so the result is a ring."""
    if isinstance(node, list):
        return [resolved(value, root, known) for value in node]
    if not isinstance(node, dict):
        return node
    if "$ref" not in node:
        return {key: resolved(value, root, known) for key, value in node.items()}
    if node["$ref"] not in known:
        target = root
        for part in node["$ref"].split("/")[1:]:
            target = target[part]
        known[node["$ref"]] = made = {}
        made.update(resolved(target, root, known))
    return known[node["$ref"]]


class JsonRef:
    @staticmethod
    def replace_refs(schema):
        return resolved(schema, schema, {})


stand_in("jsonref", JsonRef=JsonRef)
numpy = stand_in("numpy", isclose=lambda a, b: abs(a - b) <= 1e-8 + 1e-5 * abs(b), ndarray=object, floating=float, integer=int)
stand_in("scipy", stats=stand_in("scipy.stats"))
package = stand_in("sweeps")
package.__path__ = [os.path.join(checkout, "src", "sweeps")]
stand_in("sweeps._types", ArrayLike=object)
stand_in("sweeps.run", SweepRun=object)
from sweeps.config import fill_parameter, schema_violations_from_proposed_config  # noqa: E402

R = random.Random(4)
KINDS = {
    "uniform": ("min", "max"), "int_uniform": ("min", "max"), "q_uniform": ("min", "max", "q"),
    "log_uniform_values": ("min", "max"), "inv_log_uniform_values": ("min", "max"), "q_log_uniform_values": ("min", "max", "q"),
    "log_uniform": ("min", "max"), "inv_log_uniform": ("min", "max"), "q_log_uniform": ("min", "max", "q"),
    "normal": ("mu", "sigma"), "q_normal": ("mu", "sigma", "q"), "log_normal": ("mu", "sigma"), "q_log_normal": ("mu", "sigma", "q"),
    "beta": ("a", "b"), "q_beta": ("a", "b", "q"), "constant": ("value",), "categorical": ("values",),
    "categorical_w_probabilities": ("values", "probabilities"),
}
ODD = [0, -1, 1, 2.5, "1", "text", True, None, [], [1], {}, {"a": 1}, 0.0, 1.0, -0.5]


def usual(key):
    if key == "min":
        return R.choice([1, 2, 0.5, 1.0])
    if key == "max":
        return R.choice([3, 4, 3.5, 4.0])
    if key == "value":
        return R.choice([1, 2.5, 0.25])
    if key == "values":
        return R.choice([[1, 2, 3], [0.5, 1.5], [1], [2, 0.5]])
    if key == "probabilities":
        return R.choice([[0.5, 0.5], [0.2, 0.3, 0.5], [1], [1.0], [0.25, 0.25]])
    return {"q": R.choice([1, 0.5, 2]), "mu": R.choice([0, 1, 2.5]), "sigma": R.choice([1, 0.5, 0]), "a": R.choice([1, 2, 0.5]), "b": R.choice([1, 3])}[key]


def parameter():
    kind = R.choice(list(KINDS))
    keys = [k for k in KINDS[kind] if k in ("min", "max", "value", "values", "probabilities") or R.random() < 0.7]
    made = {key: usual(key) for key in keys}
    if R.random() < 0.85:
        made["distribution"] = kind
    return spoilt(made, [*"abq", "mu", "sigma", "min", "max", "value", "values", "probabilities", "distribution", "minimum"])


def spoilt(made, words):
    if R.random() < 0.2:
        for _ in range(R.randint(1, 2)):
            change = R.randrange(4)
            key = R.choice(list(made) or words)
            if change == 0:
                made.pop(key, None)
            elif change == 1:
                made[key] = R.choice(ODD)
            elif change == 2:
                made[R.choice(words)] = R.choice([*ODD, R.choice(list(KINDS))])
            else:
                made[R.choice([w for w in words if w not in ("distribution", "minimum")] or words)] = R.choice([1, 2, 0.5, [1, 2]])
    return made


def metric():
    made = {"name": "validation.eer"}
    for key, values in (("goal", ["minimize", "maximize"]), ("target", [0.1, 0]), ("impute", ["latest", "best", "worst"]),
                        ("impute_while_running", ["latest", "best", "worst", "false"])):
        if R.random() < 0.4:
            made[key] = R.choice(values)
    return spoilt(made, ["name", "goal", "target", "impute", "impute_while_running", "goals"])


def early():
    made = {"type": "hyperband"}
    for key, values in (("min_iter", [1, 3]), ("max_iter", [27, 9]), ("s", [1, 2]), ("eta", [2, 3, 2.5]), ("strict", [True, False])):
        if R.random() < 0.6:
            made[key] = R.choice(values)
    return spoilt(made, ["type", "min_iter", "max_iter", "s", "eta", "strict", "eta_"])


def sweep():
    made = {"method": R.choice(["random", "bayes", "random"])}
    made["parameters"] = {name: parameter() for name in R.sample(["margin", "weight_decay", "learning_rate"], R.randint(1, 2))}
    if R.random() < 0.15:
        made["parameters"] = {"group": {"parameters": made["parameters"]}}
    if R.random() < 0.3:
        made["metric"] = metric()
    if R.random() < 0.3:
        made["early_terminate"] = early()
    for key, values in (("run_cap", [5, 5.0, 1]), ("name", ["a sweep"]), ("description", ["words"]), ("project", ["p"]), ("entity", ["me"]),
                        ("program", ["train.py"]), ("command", [["${env}", "python"]]), ("controller", [{"type": "local"}, {"type": "cloud"}]),
                        ("kind", ["sweep"]), ("apiVersion", ["v1"]), ("job", ["j"]), ("image_uri", ["i"])):
        if R.random() < 0.15:
            made[key] = R.choice(values) if R.random() < 0.93 else R.choice(ODD)
    if R.random() < 0.1:
        made[R.choice(["paramters", "agents", "count", "Method"])] = R.choice(ODD)
    if R.random() < 0.05:
        del made[R.choice(list(made))]
    return made


def grid():
    names = ["margin", "weight_decay", "learning_rate"]
    return {"method": "grid", "parameters": {name: R.choice([
        {"values": [1, 2, 2.0]}, {"value": 1}, {"min": 1, "max": 3}, {"min": 1, "max": 3, "q": 1, "distribution": "q_uniform"},
        {"values": [1, 2], "distribution": "categorical"}, {"min": 1, "max": 3, "distribution": "int_uniform"}]) for name in R.sample(names, R.randint(1, 3))}}


HAND = [
    {"method": "random", "parameters": {"1x": {"parameters": {"margin": {"value": 1}}}}},
    {"method": "random", "parameters": {"a-b.c_d": {"parameters": {"margin": {"value": 1}}}}},
    {"method": "random", "parameters": {"_a": {"parameters": {"b b": {"parameters": {"margin": {"value": 1}}}}}}},
    {"method": "random", "parameters": {"": {"parameters": {"margin": {"value": 1}}}}},
    {"method": "random", "parameters": {"g": {"parameters": {"margin": {"value": 1}}, "distribution": "constant"}}},
    {"method": "random", "parameters": {"g": {"parameters": {"margin": {"min": 1}}}}},
    {"method": "Random", "parameters": {"margin": {"value": 1}}},
    {"method": "random", "parameters": {"margin": {"values": [1, 2, 3], "probabilities": [0.3, 0.3, 0.3999999]}}},
    {"method": "random", "parameters": {"margin": {"values": [1, 2, 3], "probabilities": [0.3, 0.3, 0.39]}}},
    {"method": "random", "parameters": {"margin": {"min": 1, "max": 3, "distribution": "uniform"}}, "early_terminate": {"type": "hyperband", "max_iter": 27, "s": 2, "min_iter": 3}},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "early_terminate": {"type": "hyperband", "s": 2}},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "early_terminate": [{"type": "hyperband", "min_iter": 3}]},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "controller": {}},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "controller": {"type": "cloud", "more": 1}},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "command": "python train.py"},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "command": []},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "command": [1, {"a": 2}]},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "run_cap": -3},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "run_cap": True},
    {"method": "random", "parameters": {"margin": {"value": 1}}, "name": ""},
]


def verdict(config):
    try:
        violations = schema_violations_from_proposed_config(config)
    except Exception as error:  # what is no map at all ends its validator
        violations = [str(error)]
    kinds = {}
    if not violations:
        for name, spec in config["parameters"].items():
            if "parameters" not in spec:
                kinds[name] = fill_parameter(name, spec)[0]
    return not violations, kinds


cases = []
for config in [*HAND, *(grid() for _ in range(40)), *(sweep() for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 1200))]:
    text = yaml.safe_dump(config, sort_keys=False, default_flow_style=None, width=1000)
    accepted, kinds = verdict(yaml.safe_load(text))
    cases.append({"yaml": text, "accepted": accepted, "kinds": kinds})
with open(out, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(sum(c["accepted"] for c in cases), "of", len(cases), "accepted")
