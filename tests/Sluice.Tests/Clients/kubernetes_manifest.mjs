// Checks a Job of Kubernetes, as JSON on stdin, against the schemas of its API: required fields, kinds of values, allowed words.
// Usage: node kubernetes_manifest.mjs DIRECTORY-OF-NODE_MODULES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { Job } = require("kubernetes-models/batch/v1");
const job = new Job(JSON.parse(readFileSync(0, "utf8")));
job.validate();
console.log(job.metadata.name);
