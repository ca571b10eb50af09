"""nginx posing as S3, on a CPU of its own, with its data on tmpfs."""
import os
import shutil
import subprocess
import time
from dataclasses import dataclass

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "servers", "nginx-s3")


@dataclass
class Traffic:
    """Requests, connections that carried any, bytes of PUTs and of GETs of files that succeeded."""

    requests: int = 0
    connections: int = 0
    received: int = 0
    sent: int = 0


class Server:
    def __init__(self, directory, cpu):
        self.directory, self.cpu, self.urls = directory, cpu, {}
        self.certificate = f"{directory}/tls.crt"
        self.log = f"{directory}/log/access.log"
        self.objects = f"{directory}/objects/bench"

    def refresh(self):
        """Starts it, or makes it see the files that are there now."""
        command = ["taskset", "-c", str(self.cpu), f"{SCRIPTS}/start.sh", self.directory, str(os.getpid())]
        plain = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        with open(f"{self.directory}/url.tls", encoding="utf-8") as file:
            self.urls = {"http": plain, "https": file.read().strip()}

    def stop(self):
        subprocess.run([f"{SCRIPTS}/stop.sh", self.directory], check=False, env={**os.environ, "WIPE": "1"})

    def forget(self, dataset):
        shutil.rmtree(f"{self.objects}/{dataset}", ignore_errors=True)

    def mark(self):
        """Where the log ends now. It is written with a delay of 0.1 s."""
        time.sleep(0.25)
        return os.path.getsize(self.log) if os.path.exists(self.log) else 0

    def since(self, mark):
        """What crossed the wire since the mark."""
        self.mark()
        traffic, connections = Traffic(), set()
        with open(self.log, encoding="utf-8", errors="replace") as log:
            log.seek(mark)
            for line in log:
                method, status, length, body, connection, uri = line.rstrip("\n").split(" ", 5)
                traffic.requests += 1
                connections.add(connection)
                if method == "PUT" and status.startswith("2"):
                    traffic.received += int(length)
                if method == "GET" and status.startswith("2") and uri.startswith("/_s3/file/"):
                    traffic.sent += int(body)
        traffic.connections = len(connections)
        return traffic
