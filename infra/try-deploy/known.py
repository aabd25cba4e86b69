"""The template without the resources that this emulator has no kind for: `known.py TEMPLATE >COPY`. Nothing calls them."""

import re
import sys

UNKNOWN = ["AWS::Logs::QueryDefinition"]

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
for kind in UNKNOWN:
    text, left_out = re.subn(rf"^  \w+:\n    Type: {kind}\n(?:    .*\n|\n)*", "", text, flags=re.MULTILINE)
    print(f"  left out: {left_out} of {kind}", file=sys.stderr)
sys.stdout.write(text)
