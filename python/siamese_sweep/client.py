"""A client for the HTTP API of a head (``siamese-sweep serve`` or ``run``)."""
from __future__ import annotations

import hashlib
import json
import os
import pathlib
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict, List, Mapping, Optional, Union

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PAGE_SIZE = 1000
_FINAL_STATES = ("finished", "stopped", "failed")


class ServerError(RuntimeError):
    """A request that the head refused, or that nothing answered."""

    def __init__(self, message: str, status: Optional[int] = None) -> None:
        super().__init__(message)
        self.status = status
        """HTTP status; None where nothing answered."""


class Client:
    """A head's sweeps, runs and checkpoints. Documents have the names of the record's columns.

        client = Client("http://127.0.0.1:8080")
        sweep = client.submit("sweep.yaml")
        client.wait(sweep)
        face = siamese_sweep.load(client.download(sweep))
    """

    def __init__(self, url: str, token: Optional[str] = None, timeout: float = 60) -> None:
        """
        :param url: Address of the head, such as ``http://127.0.0.1:8080``.
        :param token: The head's token; none is needed for one's own head on this machine.
        :param timeout: Seconds that a request may wait for bytes.
        """
        self._url = url.rstrip("/")
        self._token = token
        self._timeout = timeout
        local = urllib.parse.urlsplit(url).hostname in _LOOPBACK  # which no proxy reaches
        self._opener = urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if local else []))

    def submit(self, file_or_text: Union[str, "os.PathLike[str]"]) -> str:
        """Submits a sweep.

        :param file_or_text: Path of a sweep file, or its YAML: a string with a line break is YAML.
        :return: The sweep's id.
        :raises ServerError: The head refuses the sweep; the message names line and column.
        """
        name, text = "sweep.yaml", file_or_text
        if not isinstance(text, str) or "\n" not in text:
            name, text = pathlib.Path(text).name, pathlib.Path(text).read_text(encoding="utf-8")
        return self._document(f"/api/sweeps?{urllib.parse.urlencode({'file': name})}", text.encode(), "application/yaml")["sweep_id"]

    def sweep(self, sweep: str) -> Dict[str, Any]:
        """Returns a sweep: its state and how many of its runs are in which state."""
        return self._document(f"/api/sweeps/{_quote(sweep)}")

    def wait(self, sweep: str, timeout: Optional[float] = None, poll: float = 1) -> Dict[str, Any]:
        """Waits until a sweep has finished, failed or was stopped.

        :param timeout: Seconds to wait at most.
        :param poll: Seconds between two questions.
        :return: The sweep.
        :raises TimeoutError: It still goes on.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            document = self.sweep(sweep)
            if document["state"] in _FINAL_STATES:
                return document
            if end is not None and time.monotonic() >= end:
                raise TimeoutError(f"sweep {document['sweep_id']} is still {document['state']} after {timeout} s")
            time.sleep(poll)

    def runs(self, sweep: str) -> Any:
        """Lists a sweep's runs: the columns of ``runs``, the trial's parameters, and ``value``, the best epoch's by the sweep's metric.

        :return: A pandas.DataFrame where pandas is installed, otherwise a list of dicts.
        """
        rows: List[Dict[str, Any]] = []
        page = 1
        while True:
            query = urllib.parse.urlencode({"sweep": sweep, "page": page, "page_size": _PAGE_SIZE})
            document = self._document(f"/api/runs?{query}")
            rows += document["items"]
            if not document["items"] or len(rows) >= document["total"]:
                break
            page += 1
        trials = {trial["trial"]: trial for trial in self.best(sweep)["trials"]}
        for row in rows:
            trial = trials.get(row["trial"], {"parameters": {}, "runs": []})
            row.update(trial["parameters"])
            row["value"] = next((run["value"] for run in trial["runs"] if run["run_id"] == row["run_id"]), None)
        try:
            import pandas
        except ImportError:
            return rows
        return pandas.DataFrame(rows)

    def best(self, sweep: str) -> Dict[str, Any]:
        """Returns a sweep's ranking: ``trials`` with intervals, ``baselines``, ``best_run``, ``warnings``."""
        return self._document(f"/api/sweeps/{_quote(sweep)}/best")

    def download(
        self, run_or_sweep: str, out: Union[None, str, "os.PathLike[str]"] = None, format: str = "safetensors",
    ) -> pathlib.Path:
        """Downloads a run's best checkpoint, or that of a sweep's best run, and checks its hash.

        :param out: File or directory to write to (default: the run's id in the current directory).
        :param format: ``safetensors`` or ``onnx``.
        :return: The file.
        """
        run = run_or_sweep
        if "." not in run_or_sweep:
            run = self.best(run_or_sweep)["best_run"]
            if run is None:
                raise ServerError(f"no trial of sweep {run_or_sweep} has a value yet, so there is no best checkpoint")
        run = self._document(f"/api/runs/{_quote(run)}")["run"]["run_id"]
        target = pathlib.Path(out or ".")
        target = target / f"{run}.{format}" if target.is_dir() else target
        partial = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        try:
            with self._open(f"/api/runs/{_quote(run)}/checkpoints/best?{urllib.parse.urlencode({'format': format})}") as answer:
                with open(partial, "wb") as file:
                    shutil.copyfileobj(answer, file)
                expected = (answer.headers["ETag"] or "").strip('"')
            with open(partial, "rb") as file:
                found = hashlib.sha256(file.read()).hexdigest()
            if found != expected:
                raise ServerError(f"the checkpoint of {run} arrived with SHA-256 {found[:12]}…, the head announced {expected[:12]}…")
            os.replace(partial, target)
        finally:
            if partial.exists():
                partial.unlink()
        return target

    def _document(self, address: str, body: Optional[bytes] = None, content_type: Optional[str] = None) -> Any:
        with self._open(address, body, content_type) as answer:
            try:
                return json.load(answer)
            except ValueError as error:
                raise ServerError(f"what answers at {self._url} is not a siamese-sweep head") from error

    def _open(self, address: str, body: Optional[bytes] = None, content_type: Optional[str] = None) -> Any:
        headers: Dict[str, str] = {}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if content_type is not None:
            headers["Content-Type"] = content_type
        request = urllib.request.Request(self._url + address, body, headers)
        try:
            return self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise ServerError(_message(error), error.code) from None
        except OSError as error:
            raise ServerError(f"no head answered at {self._url}: {getattr(error, 'reason', error)}") from error


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _message(error: urllib.error.HTTPError) -> str:
    if error.code == 401:
        return "the head asks for its token: Client(url, token=…)"
    try:
        problem: Mapping[str, Any] = json.load(error)
        return problem["detail"]
    except (ValueError, KeyError, TypeError):
        return f"the head answered {error.code} {error.reason}"
