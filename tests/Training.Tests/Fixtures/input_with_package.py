"""Prints the channels that python/siamese_sweep makes of grey images: input_with_package.py FILE, a JSON object of images, size, kind, mean, std"""
import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / 'python'))
from siamese_sweep import images

case = json.load(open(sys.argv[1]))
grey = np.array(case['images'], np.float32).reshape(-1, 1, case['size'], case['size'])
print(json.dumps(images.channels(grey, case['kind'], case['mean'], case['std']).flatten().tolist()))
