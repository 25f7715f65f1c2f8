// The images' files: a linter, and what those of our programs have in common.
import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "dockerfile-utils";
import { load, ourFiles } from "./files.mjs";

const all = ourFiles(".").filter((path) => path.split("/").pop() === "Dockerfile");
const services = ["vote", "result", "worker"];
const programs = [...services, "crowd"];
const file = (service) => load(`${service}/Dockerfile`);
const runtime = (service) => file(service).split(/^FROM .* AS runtime$/m)[1];

test("the linter finds nothing, and is awake", () => {
  assert.ok(all.length >= 3);
  for (const path of all) {
    const found = validate(load(path), {}).map(({ range, message }) => `${path}:${range.start.line + 1}: ${message}`);
    assert.deepEqual(found, []);
  }
  assert.ok(validate("FROM debian\nEXPOSE http\n", {}).length > 0);
});

test("down to the service the four are the same, line by line, so that one build serves all", () => {
  const shared = (service) => file(service).split("# The service, and")[0].split("\n").slice(1).join("\n");
  for (const program of programs) assert.equal(shared(program), shared("vote"), program);
  assert.ok(shared("vote").includes("cmake --build"));
});

test("what runs has no compiler and no curl, is nobody in particular, and asks itself for its health", () => {
  for (const service of programs) {
    const text = runtime(service);
    assert.match(text, /^USER 10001:10001$/m);
    assert.match(text, new RegExp(`^ENTRYPOINT \\["/usr/local/bin/${service}"\\]$`, "m"));
    if (services.includes(service))
      assert.match(text, new RegExp(`CMD \\["/usr/local/bin/${service}", "healthcheck"\\]$`, "m"));
    assert.doesNotMatch(text, /\bcurl\b|\bwget\b|g\+\+|gcc|cmake|COPY --from=build|\bADD\b/);
    for (const label of ["title", "description", "version", "revision", "created", "source", "licenses", "base.name"]) {
      assert.ok(text.includes(`org.opencontainers.image.${label}=`), `${service} has no label ${label}`);
    }
  }
});

test('every image stands on a base that its builder chooses, and on no "latest"', () => {
  for (const path of all) {
    const text = load(path);
    assert.match(text, /^ARG BASE=debian:bookworm-slim$/m, path);
    for (const [, from] of text.matchAll(/^FROM (\S+)/gm)) assert.match(from, /^(\$\{BASE\}|build)$/, path);
    assert.doesNotMatch(text, /--mount|<<EOF|^# syntax/m, `${path}: the classic builder does not take that`);
  }
});

test("what a Dockerfile copies, .dockerignore lets in", () => {
  const rules = load(".dockerignore")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const allowed = rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1));
  for (const service of programs) {
    for (const [, what] of file(service).matchAll(/^COPY (?!--from)(.+)$/gm)) {
      for (const path of what.split(" ").slice(0, -1)) {
        const let_in = allowed.some((one) => path === one || path.startsWith(`${one}/`));
        assert.ok(let_in, `${service}: ${path}`);
      }
    }
  }
});

test("no image sets a variable that would hide what a platform sets: PORT, REDIS_HOST, DATABASE_URL", () => {
  for (const service of services)
    assert.doesNotMatch(runtime(service), /\bSCRUTIN_\w+_(LISTEN|URL|PASSWORD)=/, service);
});
