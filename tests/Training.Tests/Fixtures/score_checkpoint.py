"""Loads a checkpoint into the seed's module, strictly, and prints the dissimilarity of every pair of the images named on the command
line: score_checkpoint.py FILE IMAGE... Reads safetensors by hand: 8 bytes of header length, a JSON header, the data."""
import json
import struct
import sys

import numpy as np
import torch
from PIL import Image

from seed_network import SiameseNetwork

data = open(sys.argv[1], 'rb').read()
length = struct.unpack('<Q', data[:8])[0]
header = json.loads(data[8:8 + length])
metadata = header.pop('__metadata__')
types = {'F32': np.float32, 'I64': np.int64}
state = {}
for name, entry in header.items():
    start, end = entry['data_offsets']
    state[name] = torch.from_numpy(np.frombuffer(data[8 + length + start:8 + length + end], types[entry['dtype']]).copy()).reshape(entry['shape'])

configuration = json.loads(metadata['configuration'])
size = int(metadata['image_size'])
net = SiameseNetwork(size, configuration['embedding_size'], configuration['dropout'] > 0)
net.load_state_dict(state, strict=True)
net.eval()
images = [np.asarray(Image.open(f).convert('L').resize((size, size), Image.BILINEAR), dtype=np.float32) / 255 for f in sys.argv[2:]]
with torch.no_grad():
    e = net.forward_once(torch.from_numpy(np.stack(images))[:, None])
    i, j = torch.triu_indices(len(e), len(e), 1)
    cosine = metadata['dissimilarity'] == 'cosine'
    d = 1 - torch.cosine_similarity(e[i], e[j]) if cosine else torch.nn.functional.pairwise_distance(e[i], e[j])
print(json.dumps(d.tolist()))
