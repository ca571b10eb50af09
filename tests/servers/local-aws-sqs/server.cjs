// node server.cjs PACKAGES PORT: local-aws-sqs on 127.0.0.1. Where it answers without a body, as when nothing was received, it is made to answer {} as AWS does:
// AWSSDK.SQS reads no empty document.
const http = require("http");
const { createRequire } = require("module");
const [packages, port] = process.argv.slice(2);

const { writeHead, end } = http.ServerResponse.prototype;
const isJson = (answer, headers) => /x-amz-json/.test((headers && headers["Content-Type"]) || (!answer.headersSent && answer.getHeader("content-type")) || "");

http.ServerResponse.prototype.writeHead = function (status, ...rest) {
  const headers = rest.find((one) => one && typeof one === "object");
  if (isJson(this, headers)) {
    this.answersJson = true;
    for (const name of Object.keys(headers ?? {})) if (/^content-length$/i.test(name)) delete headers[name];
    this.removeHeader("content-length");
  }
  return writeHead.call(this, status, ...rest);
};

http.ServerResponse.prototype.end = function (body, ...rest) {
  if ((body === undefined || body === null || body.length === 0) && (this.answersJson || isJson(this))) {
    if (!this.headersSent) this.removeHeader("content-length");
    body = "{}";
  }
  return end.call(this, body, ...rest);
};

createRequire(packages + "/")("local-aws-sqs").createSqsServer({ port: +port, hostname: "127.0.0.1", emulateQueueCreationLifecycle: false });
