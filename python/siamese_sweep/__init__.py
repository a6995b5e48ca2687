"""Uses the checkpoints of SiameseSweep in PyTorch, and a head over HTTP.

    import siamese_sweep

    face = siamese_sweep.load("best.safetensors")
    face.same("a.jpg", "b.jpg")              # the verdict at the checkpoint's threshold
    face.dissimilarity("a.jpg", "b.jpg")     # the number behind it
    face.embed(["a.jpg", "b.jpg"])           # [2, E] float32

    client = siamese_sweep.Client("http://127.0.0.1:8080")
    sweep = client.submit("sweep.yaml")
    client.wait(sweep)
    client.runs(sweep)                       # a DataFrame where pandas is installed
"""
from .checkpoint import Checkpoint, CheckpointError, load
from .client import Client, ServerError
from .images import Image

__all__ = ["Checkpoint", "CheckpointError", "Client", "Image", "ServerError", "load"]
