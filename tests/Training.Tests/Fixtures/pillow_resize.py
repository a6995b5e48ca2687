"""Resizes raw grey images with Pillow: pillow_resize.py FOLDER W,H,NEW_W,NEW_H ... reads FOLDER/0, 1, ... and writes FOLDER/0.out ..."""
import sys

from PIL import Image

for index, sizes in enumerate(sys.argv[2:]):
    width, height, new_width, new_height = map(int, sizes.split(","))
    with open(f"{sys.argv[1]}/{index}", "rb") as file:
        image = Image.frombytes("L", (width, height), file.read())
    with open(f"{sys.argv[1]}/{index}.out", "wb") as file:
        file.write(image.resize((new_width, new_height), Image.BILINEAR).tobytes())
