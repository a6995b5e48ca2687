"""Tests of the HTTP client against a server of the standard library: /usr/bin/python3 python/tests/test_client.py. Against a real head: tests/Silo.Tests."""
import hashlib
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import types
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import siamese_sweep

RUNS = [dict(run_id=f'tiny-1.{trial}.0.0', sweep_id='tiny-1', trial=trial) for trial in range(3)]
TRIALS = [dict(trial=t, parameters=dict(margin=t + 1.0), runs=[dict(run_id=f'tiny-1.{t}.0.0', value=0.1 * t)]) for t in range(2)]
WEIGHTS = b'weights' * 1000


class Head(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        text = self.rfile.read(int(self.headers['Content-Length'])).decode()
        self.server.asked.append((self.path, text))
        if 'bad' in text:
            self.answer(400, dict(detail='sweep.yaml:1:1: there is no such thing.'), 'application/problem+json')
        else:
            self.answer(201, dict(sweep_id='tiny-1'))

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get('Authorization')))
        if self.path == '/api/sweeps/tiny-1':
            self.answer(200, dict(sweep_id='tiny-1', state=self.server.states.pop(0)))
        elif self.path.startswith('/api/runs?'):
            page = int(self.path.split('page=')[1].split('&')[0])
            self.answer(200, dict(items=RUNS[2 * page - 2:2 * page], total=3))
        elif self.path == '/api/sweeps/tiny-1/best':
            self.answer(200, dict(trials=TRIALS, best_run=self.server.best))
        elif self.path == '/api/runs/tiny-1.0.0.0':
            self.answer(200, dict(run=RUNS[0]))
        elif self.path.startswith('/api/runs/tiny-1.0.0.0/checkpoints/best?format='):
            self.answer(200, WEIGHTS, 'application/octet-stream', hashlib.sha256(self.server.announced).hexdigest())
        elif self.path == '/api/sweeps/locked':
            self.answer(401, b'')
        elif self.path == '/api/sweeps/page':
            self.answer(200, b'<html>')
        else:
            self.answer(404, dict(detail='There is no sweep nobody.'), 'application/problem+json')

    def answer(self, status, body, kind='application/json', tag=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(data)))
        if tag:
            self.send_header('ETag', f'"{tag}"')
        self.end_headers()
        self.wfile.write(data)


class ClientTests(unittest.TestCase):
    def setUp(self):
        self.head = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Head)
        self.head.asked, self.head.states, self.head.announced, self.head.best = [], ['finished'], WEIGHTS, 'tiny-1.0.0.0'
        threading.Thread(target=self.head.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.head.server_close)
        self.addCleanup(self.head.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.client = siamese_sweep.Client(f'http://127.0.0.1:{self.head.server_port}/')

    def test_a_file_and_its_text_are_submitted_alike(self):
        (self.folder / 'my.yaml').write_text('name: tiny')
        for given in (self.folder / 'my.yaml', str(self.folder / 'my.yaml'), 'name: tiny\n'):
            self.assertEqual('tiny-1', self.client.submit(given))
        self.assertEqual([('/api/sweeps?file=my.yaml', 'name: tiny')] * 2 + [('/api/sweeps?file=sweep.yaml', 'name: tiny\n')], self.head.asked)
        with self.assertRaises(FileNotFoundError):
            self.client.submit('no such file.yaml')

    def test_a_refusal_is_the_heads_sentence_and_status(self):
        for call, status, message in (
            (lambda: self.client.submit('bad: 1\n'), 400, 'sweep.yaml:1:1: there is no such thing.'),
            (lambda: self.client.best('nobody'), 404, 'There is no sweep nobody.'),
            (lambda: self.client.sweep('locked'), 401, 'token'),
            (lambda: self.client.sweep('page'), None, 'is not a siamese-sweep head'),
        ):
            with self.assertRaisesRegex(siamese_sweep.ServerError, message) as caught:
                call()
            self.assertEqual(status, caught.exception.status)

    def test_where_nothing_answers_the_error_says_where(self):
        with self.assertRaisesRegex(siamese_sweep.ServerError, 'no head answered at http://127.0.0.1:9: .*refused'):
            siamese_sweep.Client('http://127.0.0.1:9').sweep('x')

    def test_the_token_is_sent(self):
        siamese_sweep.Client(f'http://127.0.0.1:{self.head.server_port}', token='secret').sweep('tiny-1')
        self.assertEqual('Bearer secret', self.head.asked[-1][1])

    def test_wait_ends_with_the_sweep_or_after_its_time(self):
        self.head.states = ['running', 'running', 'stopped']
        self.assertEqual('stopped', self.client.wait('tiny-1', poll=0.01)['state'])
        self.head.states = ['running'] * 99
        with self.assertRaisesRegex(TimeoutError, 'tiny-1 is still running after 0.05 s'):
            self.client.wait('tiny-1', timeout=0.05, poll=0.01)

    def test_runs_come_from_every_page_with_parameters_and_value(self):
        with unittest.mock.patch.dict(sys.modules, pandas=None):
            runs = self.client.runs('tiny-1')
        self.assertEqual([('tiny-1.0.0.0', 1.0, 0.0), ('tiny-1.1.0.0', 2.0, 0.1)], [(r['run_id'], r['margin'], r['value']) for r in runs[:2]])
        self.assertEqual(('tiny-1.2.0.0', None), (runs[2]['run_id'], runs[2]['value']))
        pandas = types.SimpleNamespace(DataFrame=lambda rows: ('frame', len(rows)))
        with unittest.mock.patch.dict(sys.modules, pandas=pandas):
            self.assertEqual(('frame', 3), self.client.runs('tiny-1'))

    def test_a_checkpoint_arrives_whole_under_its_name(self):
        named = self.client.download('tiny-1', self.folder / 'best.safetensors')
        placed = self.client.download('tiny-1.0.0.0', self.folder, format='onnx')
        self.assertEqual([self.folder / 'best.safetensors', self.folder / 'tiny-1.0.0.0.onnx'], [named, placed])
        self.assertEqual([WEIGHTS, WEIGHTS], [named.read_bytes(), placed.read_bytes()])
        self.assertTrue(self.head.asked[-1][0].endswith('format=onnx'))

    def test_a_damaged_checkpoint_does_not_stay(self):
        self.head.announced = b'other'
        with self.assertRaisesRegex(siamese_sweep.ServerError, 'arrived with SHA-256'):
            self.client.download('tiny-1.0.0.0', self.folder)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_a_sweep_without_a_value_has_no_checkpoint(self):
        self.head.best = None
        with self.assertRaisesRegex(siamese_sweep.ServerError, 'no trial of sweep tiny-1 has a value'):
            self.client.download('tiny-1', self.folder)


if __name__ == '__main__':
    unittest.main()
