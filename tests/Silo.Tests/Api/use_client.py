"""Uses a head by the Python package: use_client.py URL SWEEP_FILE FOLDER. Prints a JSON document of what came back."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / 'python'))
import siamese_sweep

url, sweep_file, folder = sys.argv[1:4]
client = siamese_sweep.Client(url)
sweep = client.submit(sweep_file)
state = client.wait(sweep, timeout=120, poll=0.2)['state']
runs = client.runs(sweep)
runs = runs if isinstance(runs, list) else runs.to_dict('records')
best = client.best(sweep)['best_run']
face = siamese_sweep.load(client.download(sweep, folder))
onnx = client.download(best, folder, format='onnx')
try:
    client.submit('method: grid\nparameters: {marginn: {value: 1}}\n')
    refusal = None
except siamese_sweep.ServerError as error:
    refusal = [error.status, str(error)]
print(json.dumps(dict(
    sweep=sweep, state=state, runs=[[r['run_id'], r['state'], r['margin'], r['value']] for r in runs], best=best,
    loaded=face.metadata['run'], onnx=onnx.name, refusal=refusal)))
