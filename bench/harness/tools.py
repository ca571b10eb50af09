"""How each tool is asked for the same work: its defaults, but for the endpoint, the credentials and being quiet."""
import os
import shutil
import subprocess

KEY, SECRET = "benchaccess", "benchsecret0123456789"


def first_line(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout.splitlines()[0]
    except (OSError, IndexError):
        return "?"


class Tool:
    """A command line client. `command` gives the argument list for a workload, or None when it has no such thing."""

    name = program = flags = ""

    def available(self):
        return shutil.which(self.program) is not None

    def version(self):
        return first_line(self.program, "--version")

    def environment(self, url, home, certificate=None):
        return {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
                **{name: os.environ[name] for name in ("DOTNET_ROOT",) if name in os.environ}}

    def command(self, work, url, certificate=None):
        raise NotImplementedError


class Sluice(Tool):
    name, flags = "sluice", "none"

    def __init__(self, program):
        self.program = program

    def version(self):
        return first_line(self.program, "version")

    def command(self, work, url, certificate=None):
        remote, local = f"s3://{work.bucket}/{work.dataset}/", work.local + "/"
        if work.single:
            remote, local = remote + work.single, local + work.single
        if work.action == "null":
            remote, local = remote if work.single else f"{remote}*", "/dev/null"
        ends = [local, remote] if work.action == "up" else [remote, local]
        trust = ["--ca-bundle", certificate] if certificate else []
        return [self.program, "cp", *ends, "--endpoint-url", url, "--region", "us-east-1", *trust]


class SluiceBySettings(Sluice):
    """sluice with settings by hand, `sluice@CONCURRENCY[/PART-SIZE]`: what its defaults are compared with."""

    def __init__(self, program, name):
        super().__init__(program)
        concurrency, _, part_size = name.split("@")[1].partition("/")
        self.name, self.settings = name, ["--concurrency", concurrency, *(["--part-size", part_size] if part_size else [])]
        self.flags = " ".join(self.settings)

    def command(self, work, url, certificate=None):
        return super().command(work, url, certificate) + self.settings


class Rclone(Tool):
    name = program = "rclone"
    # The server lists by version 2 only. It answers to a look at what was uploaded (HEAD), but has nothing to show for it: that saves
    # rclone a request an object, which Sluice does not make either where the answer has proved the bytes.
    flags = "provider Other, list_version 2, no_head"

    def version(self):
        return first_line("rclone", "version")

    def environment(self, url, home, certificate=None):
        return {**super().environment(url, home), "RCLONE_CONFIG_S_TYPE": "s3", "RCLONE_CONFIG_S_PROVIDER": "Other",
                "RCLONE_CONFIG_S_ENDPOINT": url, "RCLONE_CONFIG_S_ACCESS_KEY_ID": KEY, "RCLONE_CONFIG_S_SECRET_ACCESS_KEY": SECRET,
                "RCLONE_CONFIG_S_REGION": "us-east-1", "RCLONE_CONFIG_S_LIST_VERSION": "2", "RCLONE_CONFIG_S_NO_HEAD": "true"}

    def command(self, work, url, certificate=None):
        remote, local = f"s:{work.bucket}/{work.dataset}", work.local
        trust = ["--ca-cert", certificate] if certificate else []
        if work.action == "null":
            return ["rclone", "cat", f"{remote}/{work.single}", *trust]
        ends = [local, remote] if work.action == "up" else [remote, local]
        return ["rclone", "copy", *ends, *trust]


class S5cmd(Tool):
    # https://github.com/peak/s5cmd: a custom endpoint is addressed by path; a Go program, so SSL_CERT_FILE names the authorities.
    name = program = "s5cmd"
    flags = "--log error"

    def version(self):
        return first_line("s5cmd", "version")

    def environment(self, url, home, certificate=None):
        return {**super().environment(url, home), **({"SSL_CERT_FILE": certificate} if certificate else {})}

    def command(self, work, url, certificate=None):
        remote, local = f"s3://{work.bucket}/{work.dataset}/{work.single}", f"{work.local}/{work.single}"
        if work.action != "up" and not work.single:
            remote += "*"
        verb = ["cat", remote] if work.action == "null" else ["cp", *([local, remote] if work.action == "up" else [remote, local])]
        return ["s5cmd", "--log", "error", "--endpoint-url", url, *verb]


class Aws(Tool):
    name = program = "aws"
    flags = "--only-show-errors"

    def command(self, work, url, certificate=None):
        remote, local = f"s3://{work.bucket}/{work.dataset}/", work.local + "/"
        many = [] if work.single else ["--recursive"]
        if work.single:
            remote, local = remote + work.single, local + work.single
        if work.action == "null":
            if not work.single:
                return None
            local = "-"
        ends = [local, remote] if work.action == "up" else [remote, local]
        trust = ["--ca-bundle", certificate] if certificate else []
        return ["aws", "s3", "cp", *ends, *many, "--only-show-errors", "--endpoint-url", url, *trust]


class S4cmd(Tool):
    name = program = "s4cmd"
    flags = "-f, -r for many"

    def environment(self, url, home, certificate=None):
        return {**super().environment(url, home), "S3_ACCESS_KEY": KEY, "S3_SECRET_KEY": SECRET,
                **({"AWS_CA_BUNDLE": certificate} if certificate else {})}

    def command(self, work, url, certificate=None):
        if work.action == "null":
            return None
        remote, local = f"s3://{work.bucket}/{work.dataset}/{work.single}", f"{work.local}/{work.single}"
        many = [] if work.single else ["-r"]
        if work.action == "up":
            return ["s4cmd", "put", "-f", *many, local, remote, "--endpoint-url", url]
        return ["s4cmd", "get", "-f", *many, remote if work.single else f"{remote}*", local, "--endpoint-url", url]


class Mc(Tool):
    # https://min.io/docs/minio/linux/reference/minio-mc: MC_HOST_ALIAS is an alias; a Go program, so SSL_CERT_FILE names the authorities.
    name = program = "mc"
    flags = "--quiet"

    def available(self):
        # Midnight Commander has the same name.
        return super().available() and "RELEASE" in self.version()

    def environment(self, url, home, certificate=None):
        scheme, host = url.split("://")
        return {**super().environment(url, home), "MC_HOST_bench": f"{scheme}://{KEY}:{SECRET}@{host}", "MC_CONFIG_DIR": f"{home}/mc",
                **({"SSL_CERT_FILE": certificate} if certificate else {})}

    def command(self, work, url, certificate=None):
        remote, local = f"bench/{work.bucket}/{work.dataset}/{work.single}", f"{work.local}/{work.single}"
        if work.action == "null":
            return ["mc", "--quiet", "cat", remote] if work.single else None
        ends = [local, remote] if work.action == "up" else [remote, local]
        return ["mc", "--quiet", "cp", *([] if work.single else ["--recursive"]), *ends]


class Curl(Tool):
    """Not an S3 client: no signature, no checksum, one connection. The floor for one object after another."""

    name = program = "curl"
    flags = "-sS -f -K LIST, one connection, unsigned, no checksum"

    def command(self, work, url, certificate=None):
        base = f"{url}/{work.bucket}/{work.dataset}"
        names = [work.single] if work.single else work.names
        if work.action == "up":
            lines = [f'url = "{base}/{name}"\nupload-file = "{work.local}/{name}"' for name in names]
        else:
            target = (lambda name: os.devnull) if work.action == "null" else (lambda name: f"{work.local}/{name}")
            lines = [f'url = "{base}/{name}"\noutput = "{target(name)}"' for name in names]
        with open(work.scratch, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return ["curl", "-sS", "-f", "-K", work.scratch, *(["--cacert", certificate] if certificate else [])]


PEERS = [Curl, Rclone, S5cmd, Aws, S4cmd, Mc]
