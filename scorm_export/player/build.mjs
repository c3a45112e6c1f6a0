/**
 * Makes the classic scripts of the player: `src/scripts/<name>.ts` becomes `dist/<name>.js`,
 * `../targets/<target>/player<end>.ts` becomes `dist/<target><end>.js`, and `../blocks/<block>/block.ts` becomes
 * `dist/block-<block>.js`. The panel of `scorm-export preview` becomes `dist/preview-panel.js`, and the
 * learner of `scorm-export verify --play` `dist/verify-learner.js`; no package carries them.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const found = (pattern) => globSync(pattern, { cwd: here(".") }).map(here);

const common = found("src/scripts/*.ts").map((path) => ({ in: path, out: basename(path, ".ts") }));
const targets = found("../targets/*/player*.ts").map((path) => ({
  in: path,
  out: basename(dirname(path)) + basename(path, ".ts").slice("player".length),
}));
const blocks = found("../blocks/*/block.ts").map((path) => ({ in: path, out: `block-${basename(dirname(path))}` }));
const panel = { in: here("../commands/preview/panel.ts"), out: "preview-panel" };
const learner = { in: here("../verify/play/learner.ts"), out: "verify-learner" };

const { outputFiles } = await build({
  entryPoints: [...common, ...targets, ...blocks, panel, learner],
  outdir: here("dist"),
  tsconfig: here("tsconfig.json"),
  bundle: true,
  write: false,
  format: "iife",
  minifySyntax: true,
  minifyWhitespace: true,
  target: "es2021",
  charset: "utf8",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
});

// Terser shortens names without regard to where a file lies, and makes scripts 6 % smaller than esbuild alone.
// `unsafe_arrows` asks that no function is called with `new` or has a `prototype`: the player has none that is. Functions with
// arguments that are written where they are called make a script larger once it is compressed. `unsafe` asks that nothing undefined
// is joined to a text, which the types see to, and that `String`, `Error` and their like are the browser's own.
const compress = { passes: 6, unsafe: true, unsafe_arrows: true, inline: 1, keep_fargs: false, lhs_constants: false };
rmSync(here("dist"), { recursive: true, force: true });
mkdirSync(here("dist"));
for (const { path, text } of outputFiles) {
  const { code } = await minify(text, { ecma: 2021, compress });
  writeFileSync(path, code);
}
