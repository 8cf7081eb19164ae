"""Runs the scripts beside it, one a family: each writes the *.json file of its name, what PyTorch and scikit-learn give, in float64.

    apt-get install python3-torch python3-sklearn
    /usr/bin/python3 tests/Glissade.Tests/Goldens/goldens.py [FAMILY...]

Made with PyTorch 1.13 and scikit-learn 1.2.1.
"""
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
families = sys.argv[1:] or sorted(file[:-3] for file in os.listdir(here) if file.endswith(".py") and file not in ("goldens.py", "common.py"))
for family in families:
    subprocess.run([sys.executable, os.path.join(here, family + ".py")], check=True)
