// Compiles each JSON Schema as strictly as Ajv can: node ajv.mjs FOLDER. Prints a JSON object: what Ajv says of each file.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../browser/package.json", import.meta.url));
const Ajv = require("ajv/dist/2020.js").default;
const [folder] = process.argv.slice(2);

const said = {};
for (const name of readdirSync(folder)) {
  try {
    new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(join(folder, name), "utf8")));
    said[name] = "";
  } catch (problem) {
    said[name] = problem.message;
  }
}
console.log(JSON.stringify(said));
