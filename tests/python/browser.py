"""A headless Chromium that tells what a page asked for and complained of."""

from __future__ import annotations

import base64
import csv
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

WIDE, NARROW = 1440, 390


class Browser(ExitStack):
    """One page of a Chromium of its own, driven through the DevTools protocol."""

    def __init__(self) -> None:
        path = shutil.which("chromium")
        if path is None:
            pytest.skip("no chromium is on this machine")
        super().__init__()
        self._profile = Path(
            self.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        )
        self._process = subprocess.Popen(
            [
                *(path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--remote-debugging-port=0", f"--user-data-dir={self._profile}"),
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.callback(self._process.wait, timeout=20)
        self.callback(self._process.terminate)
        # No pings: between two tests with minutes of builds nobody listens for the answers.
        self._socket = self.enter_context(
            connect(self._address(), max_size=None, ping_interval=None)
        )
        self.callback(self.ask, "Browser.close")
        self._numbers = itertools.count(1)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def _address(self) -> str:
        """Return the address of the page, as soon as the browser has said its port."""
        port_file = self._profile / "DevToolsActivePort"
        until = time.monotonic() + 40
        while not (port_file.exists() and "\n" in port_file.read_text()):
            assert time.monotonic() < until, "chromium does not start"
            time.sleep(0.05)
        port = port_file.read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            pages = [page for page in json.load(answer) if page["type"] == "page"]
        return str(pages[0]["webSocketDebuggerUrl"])

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol, noting the events that come before its answer."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (message := json.loads(self._socket.recv(timeout=60))).get("id") != number:
            self._note(message["method"], message["params"])
        assert "error" not in message, message["error"]
        return dict(message["result"])

    def _note(self, event: str, said: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(said["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" and said["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(said["args"]))
        elif event == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self.complaints.append(said["entry"]["text"])

    def run(self, script: str) -> Any:
        """Return what JavaScript comes to."""
        answer = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, script: str, seconds: float = 20) -> None:
        """Wait until JavaScript comes to something true."""
        until = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            assert time.monotonic() < until, f"never came true: {script}"
            time.sleep(0.1)

    def open(self, address: str, width: int = WIDE) -> None:
        """Open an address in a window as wide as a desk's or a phone's."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < WIDE},
        )
        # A page of the same file but for the hash would not be loaded anew.
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'")

    def type(self, selector: str, text: str) -> None:
        """Type a text into a field, as a person does."""
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self.ask("Input.insertText", text=text)

    def click(self, element: str) -> None:
        """Click in the middle of what JavaScript comes to, as a person does."""
        x, y = self.run(
            f"(() => {{ const box = ({element}); box.scrollIntoView({{block: 'center'}});"
            " const at = box.getBoundingClientRect();"
            " return [at.x + at.width / 2, at.y + at.height / 2]; })()"
        )
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def saved(self, button: str, path: Path, delimiter: str = ",") -> list[dict[str, str]]:
        """Click on a button that saves a CSV file of this name, and return its rows."""
        folder = str(path.parent)
        self.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
        self.click(button)
        until = time.monotonic() + 60
        while not path.exists():
            assert time.monotonic() < until, "nothing was saved"
            time.sleep(0.1)
        lines = path.read_text("utf-8-sig").splitlines(keepends=True)
        return list(csv.DictReader(lines, delimiter=delimiter))

    def outside_requests(self) -> list[str]:
        """Return what was asked for beyond the files of this machine."""
        return [
            url
            for url in self.requests
            if not url.startswith(("file:", "data:", "blob:", "about:"))
        ]

    def screenshot(self, path: Path) -> None:
        """Save the whole page, as far down as it goes."""
        picture = self.ask("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(picture["data"]))
