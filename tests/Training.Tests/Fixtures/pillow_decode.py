"""Decodes images with Pillow: pillow_decode.py FILE ... writes FILE.grey, the pixels of convert("L")."""
import sys

from PIL import Image

for path in sys.argv[1:]:
    with open(path + ".grey", "wb") as file:
        file.write(Image.open(path).convert("L").tobytes())
