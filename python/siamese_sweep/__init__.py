"""Uses the checkpoints of SiameseSweep in PyTorch.

    import siamese_sweep

    face = siamese_sweep.load("best.safetensors")
    face.same("a.jpg", "b.jpg")              # the verdict at the checkpoint's threshold
    face.dissimilarity("a.jpg", "b.jpg")     # the number behind it
    face.embed(["a.jpg", "b.jpg"])           # [2, E] float32
"""
from .checkpoint import Checkpoint, CheckpointError, load
from .images import Image

__all__ = ["Checkpoint", "CheckpointError", "Image", "load"]
