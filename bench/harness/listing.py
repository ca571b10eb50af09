"""A bucket of any number of keys that exists only as arithmetic: key number N is `object-` and N in ten digits.

Answers ListObjectsV2 with prefix-free start-after, continuation-token and max-keys; nothing else. Runs as a process of
its own, so that its CPU is not the client's: `python3 -m harness.listing COUNT` prints its URL.
"""
import sys

from harness.arithmetic import first_after, serve

STEM = "object-"
HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench</Name>'
        "<Prefix></Prefix><MaxKeys>1000</MaxKeys>")
ROW = ("<Contents><Key>" + STEM + "{:010d}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
       '<ETag>"d41d8cd98f00b204e9800998ecf8427e"</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>')


def name(number):
    return f"{STEM}{number:010d}"


def page(count, query):
    size = min(int(query.get("max-keys", ["1000"])[0]), 1000)
    if "continuation-token" in query:
        start = int(query["continuation-token"][0])
    else:
        start = first_after(name, query.get("start-after", [""])[0], count)
    end = min(start + size, count)
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{end}</NextContinuationToken>" if end < count else "<IsTruncated>false</IsTruncated>"
    return f"{HEAD}<KeyCount>{end - start}</KeyCount>{more}{''.join(map(ROW.format, range(start, end)))}</ListBucketResult>".encode()


if __name__ == "__main__":
    COUNT = int(sys.argv[1])
    serve(lambda query: page(COUNT, query))
