"""nginx posing as S3, on a CPU of its own, with its data on tmpfs."""
import os
import shutil
import subprocess
import time

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "servers", "nginx-s3")


class Server:
    def __init__(self, directory, cpu):
        self.directory, self.cpu, self.url = directory, cpu, ""
        self.log = f"{directory}/log/access.log"
        self.objects = f"{directory}/objects/bench"

    def refresh(self):
        """Starts it, or makes it see the files that are there now."""
        command = ["taskset", "-c", str(self.cpu), f"{SCRIPTS}/start.sh", self.directory, str(os.getpid())]
        self.url = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def stop(self):
        subprocess.run([f"{SCRIPTS}/stop.sh", self.directory], check=False, env={**os.environ, "WIPE": "1"})

    def forget(self, dataset):
        shutil.rmtree(f"{self.objects}/{dataset}", ignore_errors=True)

    def mark(self):
        """Where the log ends now. It is written with a delay of 0.1 s."""
        time.sleep(0.25)
        return os.path.getsize(self.log) if os.path.exists(self.log) else 0

    def since(self, mark):
        """Requests, bytes received in PUTs and bytes sent for GETs of files since the mark; only those that succeeded."""
        self.mark()
        requests = received = sent = 0
        with open(self.log, encoding="utf-8", errors="replace") as log:
            log.seek(mark)
            for line in log:
                method, status, length, body, uri = line.rstrip("\n").split(" ", 4)
                requests += 1
                if method == "PUT" and status.startswith("2"):
                    received += int(length)
                if method == "GET" and status.startswith("2") and uri.startswith("/_s3/file/"):
                    sent += int(body)
        return requests, received, sent
