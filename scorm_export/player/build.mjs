/**
 * Makes the classic scripts of the player: `src/scripts/<name>.ts` becomes `dist/<name>.js`,
 * `../targets/<target>/player<end>.ts` becomes `dist/<target><end>.js`, and `../blocks/<block>/block.ts` becomes
 * `dist/block-<block>.js`.
 */
import { globSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const found = (pattern) => globSync(pattern, { cwd: here(".") }).map(here);

const common = found("src/scripts/*.ts").map((path) => ({ in: path, out: basename(path, ".ts") }));
const targets = found("../targets/*/player*.ts").map((path) => ({
  in: path,
  out: basename(dirname(path)) + basename(path, ".ts").slice("player".length),
}));
const blocks = found("../blocks/*/block.ts").map((path) => ({ in: path, out: `block-${basename(dirname(path))}` }));

rmSync(here("dist"), { recursive: true, force: true });
await build({
  entryPoints: [...common, ...targets, ...blocks].sort((a, b) => (`${a.out}.` < `${b.out}.` ? -1 : 1)),
  outdir: here("dist"),
  tsconfig: here("tsconfig.json"),
  bundle: true,
  format: "iife",
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
});
