"""Tests of the package on its own: /usr/bin/python3 python/tests/test_siamese_sweep.py. What it makes of the product's checkpoints is tested in tests/Training.Tests."""
import json
import math
import pathlib
import struct
import sys
import tempfile
import unittest

import numpy as np
import PIL.Image
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import siamese_sweep
from siamese_sweep import images, models

CONFIGURATIONS = {
    'siamese': dict(embedding_size=5, image_size=16, dropout=0.2, normalize=True),
    'convnet': dict(embedding_size=6, image_size=24, dropout=0.0, width=4),
    'resnet': dict(embedding_size=6, image_size=24, dropout=0.0, width=4),
}


def write(path, tensors, metadata):
    entries, data = {'__metadata__': metadata}, b''
    for name, tensor in tensors.items():
        values = tensor.numpy().tobytes()
        entries[name] = dict(dtype='I64' if tensor.dtype == torch.int64 else 'F32', shape=list(tensor.shape), data_offsets=[len(data), len(data) + len(values)])
        data += values
    header = json.dumps(entries).encode()
    pathlib.Path(path).write_bytes(struct.pack('<Q', len(header)) + header + data)


class SiameseSweepTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = f'{folder.name}/checkpoint.safetensors'
        self.folder = folder.name
        torch.manual_seed(1)
        random = np.random.default_rng(1)
        self.a, self.b = (random.integers(0, 256, (30, 20), np.uint8) for _ in range(2))

    def checkpoint(self, kind='convnet', drop=None, **changes):
        configuration = json.loads(changes['configuration']) if 'both' in changes.get('configuration', '') else CONFIGURATIONS[kind]
        metadata = dict(format='siamese-sweep/2', model=kind, configuration=json.dumps(configuration), image_size=str(configuration['image_size']),
                        invert='false', dissimilarity='euclidean', threshold='0.5')
        metadata.update(changes)
        tensors = models.build(kind, configuration).state_dict()
        write(self.file, {n: t for n, t in tensors.items() if n != drop}, {k: v for k, v in metadata.items() if v is not None})
        return self.file

    def test_every_model_loads_and_embeds(self):
        for model in models.MODELS:
            face = siamese_sweep.load(self.checkpoint(model))
            embeddings = face.embed([self.a, self.b])
            self.assertEqual(((2, CONFIGURATIONS[model]['embedding_size']), np.float32), (embeddings.shape, embeddings.dtype))
            np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)
            self.assertFalse(face.module.training)
            self.assertEqual(0.5, face.threshold)

    def test_a_path_a_pillow_image_and_an_array_are_the_same_image(self):
        face = siamese_sweep.load(self.checkpoint())
        path = pathlib.Path(self.folder) / 'a.png'
        PIL.Image.fromarray(self.a).save(path)
        expected = face.embed([self.a])
        for image in (str(path), path, PIL.Image.fromarray(self.a), PIL.Image.fromarray(self.a).convert('RGB'), self.a):
            np.testing.assert_array_equal(expected, face.embed(image))
            np.testing.assert_array_equal(expected, face.embed([image]))

    def test_two_channels_mirror_images_and_contrast_are_part_of_the_checkpoint(self):
        for kind in ('siamese', 'convnet', 'resnet'):
            for chosen in ('contrast', 'both'):
                configuration = dict(CONFIGURATIONS[kind], input=chosen, flip_embedding=True)
                face = siamese_sweep.load(self.checkpoint(kind, configuration=json.dumps(configuration), input_mean='0.4', input_std='0.2'))
                a, mirrored = face.embed([self.a, self.a[:, ::-1]])
                np.testing.assert_allclose(a, mirrored, atol=1e-5)
                np.testing.assert_allclose(np.linalg.norm(a), 1, atol=1e-5)
                self.assertGreater(face.dissimilarity(self.a, self.b), 1e-3)

    def test_the_grey_channel_is_standardized_and_the_contrast_of_one_level_is_nothing(self):
        grey = images.prepare([self.a, np.full((30, 20), 77, np.uint8)], 32, False)
        both = images.channels(grey, 'both', 0.4, 0.2)
        self.assertEqual((2, 2, 32, 32), both.shape)
        np.testing.assert_allclose(both[:, 0], (grey[:, 0] - 0.4) / 0.2, atol=1e-6)
        np.testing.assert_array_equal(both[:, 1:], images.channels(grey, 'contrast'))
        np.testing.assert_allclose(both[1, 1], 0, atol=1e-6)
        self.assertIs(grey, images.channels(grey, 'grey'))

    def test_no_images_have_no_embeddings(self):
        self.assertEqual((0, 6), siamese_sweep.load(self.checkpoint()).embed([]).shape)

    def test_images_are_inverted_before_they_are_resized(self):
        plain, inverted = (images.prepare([self.a], 16, invert) for invert in (False, True))
        self.assertEqual((1, 1, 16, 16), plain.shape)
        np.testing.assert_array_equal(images.prepare([255 - self.a], 16, False), inverted)
        self.assertFalse(np.array_equal(plain, inverted))

    def test_dissimilarities_are_floats_and_verdicts_follow_the_threshold(self):
        for kind, most in (('euclidean', math.inf), ('cosine', 2)):
            face = siamese_sweep.load(self.checkpoint(dissimilarity=kind))
            d = face.dissimilarity(self.a, self.b)
            self.assertIs(float, type(d))
            self.assertTrue(0 < d <= most)
            self.assertLess(face.dissimilarity(self.a, self.a), 1e-4)
            face.threshold = d
            self.assertIs(True, face.same(self.a, self.b))
            face.threshold = math.nextafter(d, 0)
            self.assertIs(False, face.same(self.a, self.b))

    def test_a_checkpoint_without_a_threshold_gives_no_verdict(self):
        face = siamese_sweep.load(self.checkpoint(threshold='NaN'))
        with self.assertRaisesRegex(siamese_sweep.CheckpointError, 'before a threshold was calibrated'):
            face.same(self.a, self.b)

    def test_files_that_cannot_be_used_are_refused_with_the_reason(self):
        for changes, reason in (
            (dict(drop='embedding.weight'), 'embedding.weight'),
            (dict(model='vgg'), "there is no model 'vgg'"),
            (dict(format='siamese-sweep/9'), "has the format 'siamese-sweep/9'"),
            (dict(format=None), 'has the format None'),
            (dict(configuration='{'), 'cannot be used'),
            (dict(configuration='{}'), 'embedding_size'),
            (dict(configuration=json.dumps(dict(CONFIGURATIONS['convnet'], input='both'))), 'input_mean'),
            (dict(threshold=None), 'threshold'),
        ):
            with self.subTest(reason):
                self.checkpoint(**changes)
                with self.assertRaisesRegex(siamese_sweep.CheckpointError, reason):
                    siamese_sweep.load(self.file)
        pathlib.Path(self.file).write_bytes(b'PK, a text that is no checkpoint')
        with self.assertRaisesRegex(siamese_sweep.CheckpointError, 'not a whole safetensors file'):
            siamese_sweep.load(self.file)
        with self.assertRaises(OSError):
            siamese_sweep.load(self.file + '.missing')

    def test_an_array_that_is_no_grey_image_is_refused(self):
        face = siamese_sweep.load(self.checkpoint())
        for image in (self.a.astype(np.float32), np.zeros((4, 4, 3), np.uint8)):
            with self.assertRaisesRegex(TypeError, 'uint8 array'):
                face.embed([image])


if __name__ == '__main__':
    unittest.main()
