"""The embedded endpoint with a bucket of many keys, filled once, in a process of its own (bench/Sluice.Bench, list-endpoint)."""
import subprocess


class Endpoint:
    def __init__(self, bench, keys):
        self.process = subprocess.Popen([bench, "list-endpoint", str(keys)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def latency(self, milliseconds):
        """Adds so much to every request from now on."""
        self.ask(f"latency {milliseconds}")

    def requests(self):
        """Requests since the last question."""
        return int(self.ask("requests"))

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def stop(self):
        self.process.kill()
        self.process.wait()
