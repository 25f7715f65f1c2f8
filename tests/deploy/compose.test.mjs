// docker-compose.yml and deploy/swarm.yml: the schema and a linter, and what they promise. ./dev stack sees them run.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DCLinter } from "dclint";
import { load, parse, root } from "./files.mjs";

// The linter's rules of order and of quotes are not ours: a reader is told things in the order in which they matter.
const lint = new DCLinter({
  rules: {
    "no-build-and-image": 0, // the pipeline's images have names
    "no-unbound-port-interfaces": 0, // the pages are for everybody
    "require-project-name-field": 0, // two checkouts are two projects
    "require-quotes-in-ports": 0,
    "service-dependencies-alphabetical-order": 0,
    "service-keys-order": 0,
    "service-ports-alphabetical-order": 0,
    "services-alphabetical-order": 0,
    "top-level-properties-order": 0,
    "no-version-field": 0, // docker stack deploy wants one
    "service-image-require-explicit-tag": 0, // ours have the tag that their builder gives
  },
  quiet: false,
  debug: false,
  exclude: [],
});
async function findings(path) {
  const judged = await lint.lintFiles([path], false);
  return judged.flatMap(({ messages }) =>
    messages.map(({ line, rule, message }) => `${path}:${line}: ${message} (${rule})`),
  );
}

const compose = parse("docker-compose.yml");
const swarm = parse("deploy/swarm.yml");
const running = ["vote", "result", "worker", "redis", "db"];

test("schema and linter find nothing, and are awake", async () => {
  for (const path of ["docker-compose.yml", "deploy/swarm.yml"]) assert.deepEqual(await findings(root + path), []);
  const folder = mkdtempSync(join(tmpdir(), "compose-"));
  try {
    for (const wrong of ["dependson: [redis]", "restart: 5", "init: [1]"]) {
      const text = load("docker-compose.yml").replace("services:\n  vote:\n", `services:\n  vote:\n    ${wrong}\n`);
      writeFileSync(`${folder}/docker-compose.yml`, text);
      assert.ok(
        (await findings(`${folder}/docker-compose.yml`)).some((one) => one.includes("invalid-schema")),
        wrong,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every name that the environment may set has a default, so that none needs to be set", () => {
  for (const path of ["docker-compose.yml", "deploy/swarm.yml"]) {
    for (const [whole] of load(path).matchAll(/(?<!\$)\$\{[^}]*\}/g))
      assert.match(whole, /^\$\{[A-Z_]+:-[^}]*\}$/, path);
  }
  for (const name of [
    "REDIS_IMAGE",
    "POSTGRES_IMAGE",
    "VOTE_IMAGE",
    "RESULT_IMAGE",
    "WORKER_IMAGE",
    "VOTE_PORT",
    "RESULT_PORT",
    "OPTION_A",
    "OPTION_B",
  ]) {
    assert.ok(load("docker-compose.yml").includes(`\${${name}:-`), name);
  }
});

test("supported servers can take the place of the sheet's, here and in production", () => {
  const named = Object.fromEntries(
    load("deploy/supported.env")
      .match(/^[A-Z_]+=.+$/gm)
      .map((line) => line.split("=")),
  );
  assert.deepEqual(Object.keys(named).sort(), ["POSTGRES_IMAGE", "REDIS_IMAGE"]);
  const { images } = parse("deploy/kubernetes/overlays/production/kustomization.yaml");
  for (const [name, image] of Object.entries(named)) {
    const [, old] = load("docker-compose.yml").match(new RegExp(`\\$\\{${name}:-([^}]+)\\}`));
    const [[server, tag], [was, before]] = [image.split(":"), old.split(":")];
    assert.equal(server, was);
    assert.ok(parseFloat(tag) > parseFloat(before), `${image} is not newer than ${old}`);
    assert.equal(images.find((one) => one.name === server).newTag, tag, "production has another");
  }
});

test("whatever runs on is confined, limited, comes back and has time to end", () => {
  for (const name of [...running, "proxy"]) {
    const service = compose.services[name];
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ["ALL"], name);
    assert.equal(service.cap_add, undefined, name);
    assert.ok(service.security_opt.includes("no-new-privileges:true"), name);
    assert.equal(service.restart, "unless-stopped", name);
    assert.ok(service.mem_limit && service.stop_grace_period, name);
    assert.ok(service.pids_limit >= 64 && service.pids_limit <= 512, name);
  }
  for (const name of running) {
    const service = swarm.services[name];
    assert.deepEqual(service.cap_drop, ["ALL"], name);
    assert.ok(service.deploy.resources.limits.memory && service.stop_grace_period, name);
    assert.ok(service.deploy.resources.limits.pids >= 64, name);
  }
});

test("no password stands in a file, and each is mounted where it is used alone", () => {
  const mounts = (name) =>
    (compose.services[name].volumes ?? []).map((one) => one.split(":")[0]).filter((one) => one.endsWith("-secret"));
  assert.deepEqual(mounts("vote"), ["redis-secret"]);
  assert.deepEqual(mounts("redis"), ["redis-secret"]);
  assert.deepEqual(mounts("result"), ["db-secret"]);
  assert.deepEqual(mounts("db"), ["db-secret"]);
  assert.deepEqual(mounts("worker"), ["redis-secret", "db-secret"]);
  const given = (name) => swarm.services[name].secrets.map(({ source }) => source);
  assert.deepEqual(given("vote"), ["redis-password"]);
  assert.deepEqual(given("result"), ["db-password"]);
  assert.deepEqual(given("worker"), ["redis-password", "db-password"]);
  for (const { services } of [compose, swarm]) {
    for (const [name, { environment = {} }] of Object.entries(services)) {
      for (const key of Object.keys(environment)) if (/PASSWORD|KEY/.test(key)) assert.match(key, /_FILE$/, name);
      for (const value of Object.values(environment)) assert.doesNotMatch(`${value}`, /:\/\/[^/@]*:[^/@]+@/, name);
    }
  }
});

test("the networks are cut: vote has none with db, result none with redis, and only the pages have one that leads outside", () => {
  for (const { services, networks } of [compose, swarm]) {
    const share = (one, other) => services[one].networks.some((network) => services[other].networks.includes(network));
    assert.ok(share("vote", "redis") && share("worker", "redis") && share("worker", "db") && share("result", "db"));
    assert.ok(!share("vote", "db") && !share("result", "redis") && !share("redis", "db"));
    const open = Object.keys(networks).filter((name) => !networks[name].internal);
    for (const name of ["worker", "redis", "db"]) {
      assert.ok(!services[name].networks.some((network) => open.includes(network)), name);
      assert.equal(services[name].ports, undefined, name);
    }
  }
});

test("the start goes by health", () => {
  const waits = (name) =>
    Object.fromEntries(Object.entries(compose.services[name].depends_on).map(([on, { condition }]) => [on, condition]));
  assert.deepEqual(waits("vote"), { redis: "service_healthy" });
  assert.deepEqual(waits("result"), { db: "service_healthy" });
  assert.deepEqual(waits("worker"), { redis: "service_healthy", db: "service_healthy" });
  for (const server of ["redis", "db"]) {
    assert.deepEqual(waits(server), { secrets: "service_completed_successfully" });
    assert.ok(compose.services[server].healthcheck.test.length > 1);
  }
});
