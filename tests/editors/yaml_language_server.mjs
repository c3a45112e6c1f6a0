// What yaml-language-server shows in an editor: node yaml_language_server.mjs FILE… Prints a JSON object: each file's messages.
// A file names its schema in its first line, as `# yaml-language-server: $schema=…`.
import { spawn } from "node:child_process";
import { once, EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(new URL("../browser/package.json", import.meta.url));
const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-jsonrpc/node");
const SERVER = new URL("../browser/node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url);

const settings = { validate: true, schemaStore: { enable: false } };
const server = spawn(process.execPath, [fileURLToPath(SERVER), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const editor = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
const published = new EventEmitter();
editor.onNotification("textDocument/publishDiagnostics", (found) => published.emit(found.uri, found.diagnostics));
editor.onRequest("workspace/configuration", ({ items }) => items.map((item) => (item.section === "yaml" ? settings : {})));
editor.onRequest("client/registerCapability", () => null);
editor.listen();
await editor.sendRequest("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } },
});
await editor.sendNotification("initialized", {});
await editor.sendNotification("workspace/didChangeConfiguration", { settings: { yaml: settings } });

const shown = {};
for (const file of process.argv.slice(2)) {
  const uri = pathToFileURL(file).href;
  const answer = once(published, uri);
  const textDocument = { uri, languageId: "yaml", version: 1, text: readFileSync(file, "utf8") };
  await editor.sendNotification("textDocument/didOpen", { textDocument });
  const [diagnostics] = await answer;
  shown[file] = diagnostics.map((found) => `${found.range.start.line + 1}: ${found.message}`);
}
console.log(JSON.stringify(shown));
server.kill();
