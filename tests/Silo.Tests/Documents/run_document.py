"""Runs a Python block of a document: run_document.py DOCUMENT NUMBER [ARGUMENTS]."""
import pathlib
import re
import sys

here = pathlib.Path(__file__).resolve()
sys.path = [str(here.parents[3] / 'python')] + [p for p in sys.path if p != str(here.parent)] + [str(here.parent)]  # the real onnxruntime first
document, number = sys.argv[1], int(sys.argv[2])
block = re.findall(r'^```python\n(.*?)^```', pathlib.Path(document).read_text(), re.DOTALL | re.MULTILINE)[number]
sys.argv = sys.argv[2:]
exec(compile(block, document, 'exec'), {'__name__': '__main__'})
