// Answers a query of DuckDB on stdin, a row of JSON a line. Usage: node duckdb_query.mjs DIRECTORY-OF-NODE_MODULES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { DuckDBInstance } = require("@duckdb/node-api");
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const answer = await connection.runAndReadAll(readFileSync(0, "utf8"));
for (const row of answer.getRowsJson()) console.log(JSON.stringify(row));
