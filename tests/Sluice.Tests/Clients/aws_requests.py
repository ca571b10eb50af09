"""Checks requests of 'sluice job run --print' against the models that AWS's own client has.

Usage: aws_requests.py SERVICE < PRINTED, where PRINTED is an object of requests by the name of their operation."""
import json
import sys

import botocore.session
import botocore.validate

model = botocore.session.Session().get_service_model(sys.argv[1])
checked = 0
for operation, request in json.load(sys.stdin).items():
    if not isinstance(request, dict):
        continue
    report = botocore.validate.ParamValidator().validate(request, model.operation_model(operation).input_shape)
    if report.has_errors():
        sys.exit(f"{operation}: {report.generate_report()}")
    checked += 1
print(checked)
