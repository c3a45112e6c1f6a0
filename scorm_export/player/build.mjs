/** Makes the classic scripts of the player: src/targets/<name>.ts becomes dist/<name>.js. */
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const targets = readdirSync(here("src/targets"))
  .filter((name) => name.endsWith(".ts"))
  .sort()
  .map((name) => here(`src/targets/${name}`));

rmSync(here("dist"), { recursive: true, force: true });
await build({
  entryPoints: targets,
  outdir: here("dist"),
  bundle: true,
  format: "iife",
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
});
