"""What the dashboard holds packed, unpacked: customers, items, details in parts."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any


def unpacked(page: str) -> list[Any]:
    """Return the index of the customers, the items, and the parts of the details."""
    texts = re.findall(r'<script type="text/plain" class="packed-\w+">(.*?)</script>', page)
    return [json.loads(gzip.decompress(base64.b64decode(text))) for text in texts]
