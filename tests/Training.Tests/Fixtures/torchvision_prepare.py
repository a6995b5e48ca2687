"""Prepares images as the seed does: torchvision_prepare.py ROOT PATHS OUT writes float32 of all paths, then of all paths inverted."""
import sys

import PIL.ImageOps
import torchvision.transforms as transforms
from PIL import Image

prepare = transforms.Compose([transforms.Resize((100, 100)), transforms.ToTensor()])
with open(sys.argv[2]) as file:
    paths = file.read().split()
with open(sys.argv[3], "wb") as out:
    for invert in (False, True):
        for path in paths:
            image = Image.open(f"{sys.argv[1]}/{path}").convert("L")
            out.write(prepare(PIL.ImageOps.invert(image) if invert else image).numpy().tobytes())
