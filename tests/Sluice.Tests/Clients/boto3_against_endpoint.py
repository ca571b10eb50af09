"""Uses the endpoint as boto3 users do, with default settings. Arguments: URL ACCESS SECRET OTHER_ACCESS OTHER_SECRET.

Every check is named; the first failure ends the run with its traceback and exit code 1. AWS_CA_BUNDLE is set for https.
"""
import io
import sys
import urllib.error
import urllib.request
import ssl
import os

import boto3
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

url, access, secret, other_access, other_secret = sys.argv[1:6]


def client(key, value, **config):
    return boto3.client("s3", endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=value,
                        region_name="us-east-1", config=Config(**config) if config else None)


s3 = client(access, secret)
other = client(other_access, other_secret)
anonymous = boto3.client("s3", endpoint_url=url, region_name="us-east-1", config=Config(signature_version=UNSIGNED))


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def expect(code, call, **arguments):
    actual = code_of(call, **arguments)
    assert actual == code, f"expected {code}, got {actual}"


def buckets():
    s3.create_bucket(Bucket="boto-bucket")
    assert "boto-bucket" in [b["Name"] for b in s3.list_buckets()["Buckets"]]
    assert s3.head_bucket(Bucket="boto-bucket")["BucketRegion"] == "us-east-1"
    assert s3.get_bucket_location(Bucket="boto-bucket")["LocationConstraint"] is None
    assert "Status" not in s3.get_bucket_versioning(Bucket="boto-bucket")
    s3.create_bucket(Bucket="boto-bucket")  # in us-east-1 one may, as on S3
    expect("BucketAlreadyExists", other.create_bucket, Bucket="boto-bucket")
    expect("NoSuchBucket", s3.list_objects_v2, Bucket="no-such-bucket")
    expect("404", s3.head_bucket, Bucket="no-such-bucket")
    expect("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket="boto-bucket")
    expect("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="boto-bucket")
    expect("NotImplemented", s3.put_bucket_accelerate_configuration, Bucket="boto-bucket", AccelerateConfiguration={"Status": "Enabled"})


def objects():
    body = bytes(range(256)) * 40
    put = s3.put_object(Bucket="boto-bucket", Key="dir/object", Body=body, ContentType="text/x-test", CacheControl="no-cache",
                        ContentEncoding="gzip", ContentDisposition="inline", ContentLanguage="de", StorageClass="STANDARD_IA",
                        Metadata={"color": "blue"}, Tagging="a=1&b=two%20words", ServerSideEncryption="AES256")
    got = s3.get_object(Bucket="boto-bucket", Key="dir/object")
    assert got["Body"].read() == body and got["ETag"] == put["ETag"]
    assert got["ContentType"] == "text/x-test" and got["CacheControl"] == "no-cache" and got["ContentEncoding"] == "gzip"
    assert got["ContentDisposition"] == "inline" and got["ContentLanguage"] == "de" and got["StorageClass"] == "STANDARD_IA"
    assert got["Metadata"] == {"color": "blue"} and got["TagCount"] == 2 and got["ChecksumCRC32"] == put["ChecksumCRC32"]
    ranged = s3.get_object(Bucket="boto-bucket", Key="dir/object", Range="bytes=10-19")
    assert ranged["Body"].read() == body[10:20] and ranged["ContentRange"] == f"bytes 10-19/{len(body)}"
    assert s3.get_object(Bucket="boto-bucket", Key="dir/object", Range="bytes=-7")["Body"].read() == body[-7:]
    expect("InvalidRange", s3.get_object, Bucket="boto-bucket", Key="dir/object", Range="bytes=99999-")
    expect("NoSuchKey", s3.get_object, Bucket="boto-bucket", Key="missing")
    expect("404", s3.head_object, Bucket="boto-bucket", Key="missing")
    expect("304", s3.get_object, Bucket="boto-bucket", Key="dir/object", IfNoneMatch=put["ETag"])
    expect("PreconditionFailed", s3.get_object, Bucket="boto-bucket", Key="dir/object", IfMatch='"0"')
    overridden = s3.get_object(Bucket="boto-bucket", Key="dir/object", ResponseContentType="text/plain")
    assert overridden["ContentType"] == "text/plain"
    tags = {t["Key"]: t["Value"] for t in s3.get_object_tagging(Bucket="boto-bucket", Key="dir/object")["TagSet"]}
    assert tags == {"a": "1", "b": "two words"}
    s3.put_object_tagging(Bucket="boto-bucket", Key="dir/object", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    assert s3.get_object_tagging(Bucket="boto-bucket", Key="dir/object")["TagSet"] == [{"Key": "k", "Value": "v"}]
    s3.delete_object_tagging(Bucket="boto-bucket", Key="dir/object")
    assert s3.get_object_tagging(Bucket="boto-bucket", Key="dir/object")["TagSet"] == []
    attributes = s3.get_object_attributes(Bucket="boto-bucket", Key="dir/object", ObjectAttributes=["ETag", "Checksum", "ObjectSize", "StorageClass"])
    assert attributes["ObjectSize"] == len(body) and attributes["Checksum"]["ChecksumType"] == "FULL_OBJECT"
    expect("MetadataTooLarge", s3.put_object, Bucket="boto-bucket", Key="m", Body=b"", Metadata={"x": "y" * 2100})
    expect("KeyTooLongError", s3.put_object, Bucket="boto-bucket", Key="k" * 1025, Body=b"")
    expect("BucketNotEmpty", s3.delete_bucket, Bucket="boto-bucket")


def conditional_writes():
    # An empty body is announced, too ("Expect: 100-continue"), and what follows it is answered.
    s3.put_object(Bucket="boto-bucket", Key="empty", Body=b"")
    s3.put_object(Bucket="boto-bucket", Key="after empty", Body=b"12")
    s3.delete_objects(Bucket="boto-bucket", Delete={"Objects": [{"Key": "empty"}, {"Key": "after empty"}]})
    s3.put_object(Bucket="boto-bucket", Key="once", Body=b"1", IfNoneMatch="*")
    expect("PreconditionFailed", s3.put_object, Bucket="boto-bucket", Key="once", Body=b"2", IfNoneMatch="*")
    etag = s3.head_object(Bucket="boto-bucket", Key="once")["ETag"]
    replaced = s3.put_object(Bucket="boto-bucket", Key="once", Body=b"3", IfMatch=etag)["ETag"]
    expect("PreconditionFailed", s3.put_object, Bucket="boto-bucket", Key="once", Body=b"4", IfMatch=etag)
    expect("NoSuchKey", s3.put_object, Bucket="boto-bucket", Key="never", Body=b"4", IfMatch=etag)
    expect("PreconditionFailed", s3.delete_object, Bucket="boto-bucket", Key="once", IfMatch=etag)
    s3.delete_object(Bucket="boto-bucket", Key="once", IfMatch=replaced)


def checksums():
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        put = s3.put_object(Bucket="boto-bucket", Key="sum", Body=b"abc", ChecksumAlgorithm=algorithm)
        head = s3.head_object(Bucket="boto-bucket", Key="sum", ChecksumMode="ENABLED")
        assert head[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]
    # The check value of CRC-64/NVME is published; awscrt is not needed to send it.
    s3.put_object(Bucket="boto-bucket", Key="sum", Body=b"123456789", ChecksumCRC64NVME="rosUhgp5mIg=")
    assert s3.head_object(Bucket="boto-bucket", Key="sum", ChecksumMode="ENABLED")["ChecksumCRC64NVME"] == "rosUhgp5mIg="
    expect("BadDigest", s3.put_object, Bucket="boto-bucket", Key="sum", Body=b"abc", ChecksumCRC32="AAAAAA==")
    expect("BadDigest", s3.put_object, Bucket="boto-bucket", Key="sum", Body=b"abc", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
    s3.delete_object(Bucket="boto-bucket", Key="sum")


def multipart():
    body = os.urandom(12 << 20)
    s3.upload_fileobj(io.BytesIO(body), "boto-bucket", "large", Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
    head = s3.head_object(Bucket="boto-bucket", Key="large")
    assert head["ETag"].endswith('-3"') and head["ContentLength"] == len(body)
    part = s3.get_object(Bucket="boto-bucket", Key="large", PartNumber=2)
    assert part["PartsCount"] == 3 and part["Body"].read() == body[5 << 20:10 << 20]
    into = io.BytesIO()
    s3.download_fileobj("boto-bucket", "large", into)
    assert into.getvalue() == body
    upload = s3.create_multipart_upload(Bucket="boto-bucket", Key="copy", ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")["UploadId"]
    one = s3.upload_part_copy(Bucket="boto-bucket", Key="copy", UploadId=upload, PartNumber=1, CopySource="boto-bucket/large", CopySourceRange=f"bytes=0-{(6 << 20) - 1}")
    two = s3.upload_part(Bucket="boto-bucket", Key="copy", UploadId=upload, PartNumber=2, Body=b"tail")
    assert [u["UploadId"] for u in s3.list_multipart_uploads(Bucket="boto-bucket")["Uploads"]] == [upload]
    assert [p["PartNumber"] for p in s3.list_parts(Bucket="boto-bucket", Key="copy", UploadId=upload)["Parts"]] == [1, 2]
    parts = [{"PartNumber": 1, "ETag": one["CopyPartResult"]["ETag"]}, {"PartNumber": 2, "ETag": two["ETag"]}]
    finish = dict(Bucket="boto-bucket", Key="copy", UploadId=upload)
    expect("InvalidPartOrder", s3.complete_multipart_upload, MultipartUpload={"Parts": parts[::-1]}, **finish)
    expect("InvalidPart", s3.complete_multipart_upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": '"0"'}]}, **finish)
    expect("InvalidRequest", s3.complete_multipart_upload, MultipartUpload={"Parts": parts}, MpuObjectSize=1, **finish)
    first = s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, MpuObjectSize=(6 << 20) + 4, **finish)
    again = s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **finish)
    assert first["ETag"] == again["ETag"] and first["ChecksumType"] == "FULL_OBJECT"
    assert s3.get_object(Bucket="boto-bucket", Key="copy")["Body"].read() == body[:6 << 20] + b"tail"
    small = s3.create_multipart_upload(Bucket="boto-bucket", Key="small")["UploadId"]
    etags = [s3.upload_part(Bucket="boto-bucket", Key="small", UploadId=small, PartNumber=n, Body=b"x")["ETag"] for n in (1, 2)]
    expect("EntityTooSmall", s3.complete_multipart_upload, Bucket="boto-bucket", Key="small", UploadId=small,
           MultipartUpload={"Parts": [{"PartNumber": n, "ETag": etags[n - 1]} for n in (1, 2)]})
    s3.abort_multipart_upload(Bucket="boto-bucket", Key="small", UploadId=small)
    expect("NoSuchUpload", s3.list_parts, Bucket="boto-bucket", Key="small", UploadId=small)


def copies():
    s3.put_object(Bucket="boto-bucket", Key="source ü+", Body=b"copied", Metadata={"a": "1"}, Tagging="t=1")
    source = {"Bucket": "boto-bucket", "Key": "source ü+"}
    s3.copy_object(Bucket="boto-bucket", Key="target", CopySource=source)
    target = s3.get_object(Bucket="boto-bucket", Key="target")
    assert target["Body"].read() == b"copied" and target["Metadata"] == {"a": "1"} and target["TagCount"] == 1
    s3.copy_object(Bucket="boto-bucket", Key="target", CopySource=source, MetadataDirective="REPLACE", Metadata={"b": "2"}, TaggingDirective="REPLACE", Tagging="")
    replaced = s3.head_object(Bucket="boto-bucket", Key="target")
    assert replaced["Metadata"] == {"b": "2"} and "TagCount" not in replaced
    expect("InvalidRequest", s3.copy_object, Bucket="boto-bucket", Key="target", CopySource="boto-bucket/target")
    expect("PreconditionFailed", s3.copy_object, Bucket="boto-bucket", Key="x", CopySource=source, CopySourceIfMatch='"0"')
    expect("NoSuchKey", s3.copy_object, Bucket="boto-bucket", Key="x", CopySource="boto-bucket/missing")


def odd_keys():
    keys = ["/lead", "a//b", "a/../b", "a/./b", "./c", "..", "trail/", "plus+space key", "per%2Fcent%", "qu?er#y&=;", "tab\tnew\nline", "\u00fcml\u00e4ut \u4f60\u597d \U0001f600", "quote'\"<>&", "~-_.!*()", "x" * 1024]
    for key in keys:
        s3.put_object(Bucket="boto-bucket", Key="odd/" + key if len(key) < 1000 else key, Body=key.encode())
    listed = [o["Key"] for o in s3.list_objects_v2(Bucket="boto-bucket", Prefix="odd/")["Contents"]]
    assert sorted(listed, key=lambda k: k.encode()) == listed
    assert set(listed) == {"odd/" + k for k in keys if len(k) < 1000}, set(listed) ^ {"odd/" + k for k in keys}
    for key in keys:
        name = "odd/" + key if len(key) < 1000 else key
        assert s3.get_object(Bucket="boto-bucket", Key=name)["Body"].read() == key.encode()
    v1 = [o["Key"] for page in s3.get_paginator("list_objects").paginate(Bucket="boto-bucket", Prefix="odd/", PaginationConfig={"PageSize": 3}) for o in page["Contents"]]
    assert v1 == listed
    deleted = s3.delete_objects(Bucket="boto-bucket", Delete={"Objects": [{"Key": k} for k in listed], "Quiet": True})
    assert "Errors" not in deleted and "Deleted" not in deleted
    assert s3.list_objects_v2(Bucket="boto-bucket", Prefix="odd/")["KeyCount"] == 0


def presigned():
    context = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE")) if url.startswith("https") else None

    def send(target, method="GET", data=None):
        with urllib.request.urlopen(urllib.request.Request(target, data=data, method=method, headers={"Content-Type": ""}), context=context) as answer:
            return answer.read()

    send(s3.generate_presigned_url("put_object", Params={"Bucket": "boto-bucket", "Key": "pre signed"}), "PUT", b"by url")
    get = client(access, secret, signature_version="s3v4").generate_presigned_url("get_object", Params={"Bucket": "boto-bucket", "Key": "pre signed"}, ExpiresIn=60)
    assert send(get) == b"by url"
    try:
        send(get.replace("pre%20signed", "target"))
        raise AssertionError("a presigned URL opened another key")
    except urllib.error.HTTPError as error:
        assert error.code == 403 and b"SignatureDoesNotMatch" in error.read()


def access_control():
    s3.put_object(Bucket="boto-bucket", Key="private", Body=b"p")
    s3.put_object(Bucket="boto-bucket", Key="public", Body=b"q", ACL="public-read")
    s3.put_object(Bucket="boto-bucket", Key="members", Body=b"r", ACL="authenticated-read")
    expect("AccessDenied", anonymous.get_object, Bucket="boto-bucket", Key="private")
    expect("AccessDenied", anonymous.get_object, Bucket="boto-bucket", Key="missing")
    expect("AccessDenied", anonymous.list_objects_v2, Bucket="boto-bucket")
    expect("AccessDenied", other.put_object, Bucket="boto-bucket", Key="x", Body=b"")
    assert anonymous.get_object(Bucket="boto-bucket", Key="public")["Body"].read() == b"q"
    assert other.get_object(Bucket="boto-bucket", Key="members")["Body"].read() == b"r"
    expect("AccessDenied", anonymous.get_object, Bucket="boto-bucket", Key="members")
    s3.put_object_acl(Bucket="boto-bucket", Key="public", ACL="private")
    expect("AccessDenied", anonymous.get_object, Bucket="boto-bucket", Key="public")
    s3.put_bucket_acl(Bucket="boto-bucket", ACL="public-read-write")
    grants = s3.get_bucket_acl(Bucket="boto-bucket")["Grants"]
    assert sorted(g["Permission"] for g in grants) == ["FULL_CONTROL", "READ", "WRITE"]
    other.put_object(Bucket="boto-bucket", Key="from other", Body=b"s")
    expect("AccessDenied", s3.get_object, Bucket="boto-bucket", Key="from other")
    policy = other.get_object_acl(Bucket="boto-bucket", Key="from other")
    owner = s3.get_bucket_acl(Bucket="boto-bucket")["Owner"]
    grant = {"Grantee": {"Type": "CanonicalUser", "ID": owner["ID"]}, "Permission": "READ"}
    other.put_object_acl(Bucket="boto-bucket", Key="from other", AccessControlPolicy={"Owner": policy["Owner"], "Grants": policy["Grants"] + [grant]})
    assert s3.get_object(Bucket="boto-bucket", Key="from other")["Body"].read() == b"s"
    expect("AccessDenied", other.delete_bucket, Bucket="boto-bucket")


def customer_keys():
    if not url.startswith("https"):
        return  # boto3 itself refuses to send a key over http
    key = os.urandom(32)
    s3.put_object(Bucket="boto-bucket", Key="sealed", Body=b"secret", SSECustomerAlgorithm="AES256", SSECustomerKey=key)
    assert s3.get_object(Bucket="boto-bucket", Key="sealed", SSECustomerAlgorithm="AES256", SSECustomerKey=key)["Body"].read() == b"secret"
    expect("InvalidRequest", s3.get_object, Bucket="boto-bucket", Key="sealed")
    expect("AccessDenied", s3.get_object, Bucket="boto-bucket", Key="sealed", SSECustomerAlgorithm="AES256", SSECustomerKey=os.urandom(32))


def refusals():
    expect("SignatureDoesNotMatch", client(access, "wrong").list_buckets)
    expect("InvalidAccessKeyId", client("WRONG", secret).list_buckets)
    wrong = boto3.client("s3", endpoint_url=url, aws_access_key_id=access, aws_secret_access_key=secret, region_name="eu-west-1")
    expect("AuthorizationHeaderMalformed", wrong.list_buckets)
    expect("InvalidBucketName", s3.create_bucket, Bucket="192.168.1.1")


def clean_up():
    paginator = s3.get_paginator("list_objects_v2")
    for page in paginator.paginate(Bucket="boto-bucket"):
        s3.delete_objects(Bucket="boto-bucket", Delete={"Objects": [{"Key": o["Key"]} for o in page.get("Contents", [])]})
    s3.delete_bucket(Bucket="boto-bucket")
    assert "boto-bucket" not in [b["Name"] for b in s3.list_buckets()["Buckets"]]


for check in (buckets, objects, conditional_writes, checksums, multipart, copies, odd_keys, presigned, access_control, customer_keys, refusals, clean_up):
    check()
    print("ok", check.__name__, flush=True)
