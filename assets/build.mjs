// Bundles and fingerprints the front end: node build.mjs TARGET
// Writes the files, then manifest.json (logical name -> file), then removes what the manifest does not name,
// so a running server never sees a manifest that points at nothing.
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(process.argv[2] ?? path.join(here, "../directory/assets/built"));

const result = await build({
  absWorkingDir: here,
  entryPoints: ["app.css", "app.js", "mark.svg", "favicon.svg"].map((name) => ({
    in: name,
    out: path.parse(name).name,
  })),
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  // telephones that no longer get updates are common among those who answer
  target: ["chrome109", "edge109", "firefox115", "safari15.6"],
  loader: { ".svg": "copy", ".woff2": "file" },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [file, output] of Object.entries(result.metafile.outputs)) {
  const source = output.entryPoint ?? Object.keys(output.inputs)[0];
  manifest[path.basename(source)] = path.basename(file);
}

await mkdir(target, { recursive: true });
const ordered = Object.fromEntries(Object.entries(manifest).sort());
const draft = path.join(target, "manifest.json.new");
await writeFile(draft, `${JSON.stringify(ordered, null, 2)}\n`);
await rename(draft, path.join(target, "manifest.json"));

const kept = new Set([...Object.values(manifest), "manifest.json", "sources.sha256"]);
for (const name of await readdir(target)) {
  if (!kept.has(name)) await rm(path.join(target, name), { recursive: true });
}
