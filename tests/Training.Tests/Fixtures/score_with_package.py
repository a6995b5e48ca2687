"""Prints the dissimilarity of every pair of images, the threshold and the verdict on the first pair, by python/siamese_sweep: score_with_package.py FILE IMAGE..."""
import itertools
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / 'python'))
import siamese_sweep

face = siamese_sweep.load(sys.argv[1])
images = sys.argv[2:]
pairs = list(itertools.combinations(images, 2))
print(json.dumps(dict(dissimilarities=[face.dissimilarity(a, b) for a, b in pairs], threshold=face.threshold, same=face.same(*pairs[0]))))
