"""Prints the images that PyTorch's grid_sample, torchvision's formula of light and an erased square make of given draws: augment_with_pytorch.py FILE"""
import json
import sys

import torch
import torch.nn.functional as F

case = json.load(open(sys.argv[1]))
side, asked = case['side'], case['augment'].split(', ')
draw = {name: torch.tensor(values, dtype=torch.float64) for name, values in case['draws'].items()}
x = torch.tensor(case['images'], dtype=torch.float64).reshape(-1, 1, side, side)
n = len(x)
given = lambda name, column, neutral: draw[column] if name in asked else torch.full((n,), float(neutral), dtype=torch.float64)

angle, zoom, aspect = given('Rotate', 'Angle', 0), given('Scale', 'Zoom', 1), given('Scale', 'Aspect', 1)
mirror = 1 - 2 * given('Flip', 'Flip', 0)
right, down = given('Shift', 'Right', 0) * 2 / side, given('Shift', 'Down', 0) * 2 / side
# The result's pixel is moved back, mirrored, scaled and turned: three matrices, applied one after another.
moved = torch.eye(3, dtype=torch.float64).repeat(n, 1, 1)
moved[:, 0, 2], moved[:, 1, 2] = -right, -down
mirrored = torch.eye(3, dtype=torch.float64).repeat(n, 1, 1)
mirrored[:, 0, 0] = mirror
turned = torch.zeros(n, 2, 3, dtype=torch.float64)
turned[:, 0, 0], turned[:, 0, 1] = angle.cos() * zoom * aspect, -angle.sin() * zoom
turned[:, 1, 0], turned[:, 1, 1] = angle.sin() * zoom, angle.cos() * zoom / aspect
grid = F.affine_grid(turned @ mirrored @ moved, list(x.shape), align_corners=False)
x = F.grid_sample(x, grid, mode='bilinear', padding_mode='border', align_corners=False)
if 'Light' in asked:
    brightness, contrast = (draw[name].view(-1, 1, 1, 1) for name in ('Brightness', 'Contrast'))
    x = (x * brightness).clamp(0, 1)
    x = (contrast * x + (1 - contrast) * x.mean((1, 2, 3), keepdim=True)).clamp(0, 1)
if 'Erase' in asked:
    at = torch.arange(side)
    rows, columns = ((at - draw[name].view(-1, 1)).abs() <= case['draws']['ErasedReach'] for name in ('ErasedRow', 'ErasedColumn'))
    x = torch.where((rows[:, :, None] & columns[:, None, :])[:, None], x.mean((1, 2, 3), keepdim=True), x)
print(json.dumps(x.flatten().tolist()))
