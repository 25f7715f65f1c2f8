// What the images, the compose file, the swarm's, the manifests and the programs themselves say of ports, names, environment and
// health, side by side. The programs speak by their --check; SCRUTIN_BUILD is the folder that they were built in.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { documents, load, parse, root } from "./files.mjs";

const build = process.env.SCRUTIN_BUILD ?? `${root}build/release`;
const services = ["vote", "result", "worker"];
const compose = parse("docker-compose.yml").services;
const swarm = parse("deploy/swarm.yml").services;
const kubernetes = Object.fromEntries(services.map((name) => [name, documents(`deploy/kubernetes/base/${name}.yaml`)]));
const container = (name) => kubernetes[name].find(({ kind }) => kind === "Deployment").spec.template.spec.containers[0];
const image = (name) => {
  const text = load(`${name}/Dockerfile`);
  const env = Object.fromEntries(
    [...text.matchAll(/\b(SCRUTIN_[A-Z_]+|PORT)=(\S+)/g)]
      .filter(([, key]) => key !== "SCRUTIN_PROGRAMS")
      .map(([, key, value]) => [key, value]),
  );
  return { env, exposed: text.match(/^EXPOSE (.+)$/m)[1].split(" "), user: text.match(/^USER (.+)$/m)[1] };
};
const plain = (value) => `${value}`.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, "$1");

/** The program's own --check with that environment; secrets' files are made of something. */
function check(name, environment) {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  try {
    const env = { PATH: process.env.PATH };
    for (const [key, value] of Object.entries(environment)) {
      env[key] = plain(value);
      if (key.endsWith("_FILE")) {
        env[key] = join(folder, key);
        writeFileSync(env[key], "a password of a test");
      }
    }
    env.SCRUTIN_CONFIG = `${root}config/scrutin.toml`;
    const { status, stdout, stderr } = spawnSync(`${build}/${name}/${name}`, ["--check"], { env, encoding: "utf8" });
    const lines = [...stdout.matchAll(/^([a-z_.]+) = "?(.*?)"?\s+# (.*)$/gm)].map(([, key, value, source]) => [
      key,
      { value, source },
    ]);
    return { status, stderr, settings: Object.fromEntries(lines) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a container of a service has in its environment, in each way to run it. */
const ways = (name) => ({
  image: image(name).env,
  compose: { ...image(name).env, ...compose[name].environment },
  swarm: { ...image(name).env, ...swarm[name].environment },
  kubernetes: {
    ...image(name).env,
    ...Object.fromEntries(container(name).env.map(({ name: key, value }) => [key, value])),
  },
});
const port = (settings, key) => settings[key].value.split(":").pop();

test("each program takes the environment that each way to run it gives", () => {
  for (const name of services) {
    for (const [way, environment] of Object.entries(ways(name))) {
      const { status, stderr } = check(name, environment);
      assert.equal(status, 0, `${name} by ${way}: ${stderr}`);
    }
  }
  assert.notEqual(check("vote", { SCRUTIN_REDIS_ULR: "redis://redis:6379/0" }).status, 0);
});

test("the ports are those on which the programs listen then", () => {
  for (const name of services) {
    const own = check(name, ways(name).image).settings;
    const heard = [...(name === "worker" ? [] : [port(own, `${name}.listen`)]), port(own, `${name}.admin`)];
    assert.deepEqual(image(name).exposed, heard, name);
    if (name !== "worker") {
      for (const file of [compose, swarm]) assert.equal(plain(file[name].ports[0]).split(":").pop(), heard[0], name);
    }
    const there = check(name, ways(name).kubernetes).settings;
    const ports = Object.fromEntries(container(name).ports.map((one) => [one.name, `${one.containerPort}`]));
    assert.equal(ports.admin, port(there, `${name}.admin`), name);
    if (name !== "worker") assert.equal(ports.http, port(there, `${name}.listen`), name);
    const { annotations } = kubernetes[name].find(({ kind }) => kind === "Deployment").spec.template.metadata;
    assert.equal(annotations["prometheus.io/port"], ports.admin);
    for (const way of ["image", "kubernetes"])
      assert.match(check(name, ways(name)[way]).settings[`${name}.admin`].value, /^\[::\]:/);
  }
});

test("the servers are where the programs look for them, by the same name everywhere", () => {
  const redis = { vote: true, worker: true };
  const db = { result: true, worker: true };
  const services_of = (name) => documents(`deploy/kubernetes/base/${name}.yaml`).find(({ kind }) => kind === "Service");
  assert.equal(services_of("redis").spec.ports[0].port, 6379);
  assert.equal(services_of("db").spec.ports[0].port, 5432);
  for (const name of services) {
    for (const [way, environment] of Object.entries(ways(name))) {
      if (way === "image") continue;
      const { settings } = check(name, environment);
      if (redis[name]) assert.equal(settings["redis.url"].value, "redis://redis:6379/0", `${name} by ${way}`);
      if (db[name])
        assert.equal(settings["postgres.url"].value, "postgresql://postgres@db:5432/postgres", `${name} by ${way}`);
      assert.equal("SCRUTIN_REDIS_PASSWORD_FILE" in environment, Boolean(redis[name]), `${name} by ${way}`);
      assert.equal("SCRUTIN_POSTGRES_PASSWORD_FILE" in environment, Boolean(db[name]), `${name} by ${way}`);
    }
  }
  const base = Object.fromEntries(
    ["redis", "db"].map((name) => [
      name,
      documents(`deploy/kubernetes/base/${name}.yaml`)[0].spec.template.spec.containers[0],
    ]),
  );
  for (const [name, one] of Object.entries(base)) {
    assert.equal(one.image, plain(compose[name].image));
    assert.equal(one.image, plain(swarm[name].image));
  }
  const how = (command) => command.replace(/^\S+ \S+ /, "").trim();
  assert.equal(how(compose.redis.command), how(swarm.redis.command));
  assert.equal(how(compose.redis.command), base.redis.args.join(" "));
});

test("each password's file is mounted where the program looks", () => {
  const mounted = (path, mounts) => mounts.some((one) => path.startsWith(`${one}/`));
  for (const name of services) {
    for (const key of ["SCRUTIN_REDIS_PASSWORD_FILE", "SCRUTIN_POSTGRES_PASSWORD_FILE"]) {
      const { compose: c, swarm: s, kubernetes: k } = ways(name);
      if (!(key in c)) continue;
      assert.ok(
        mounted(
          c[key],
          compose[name].volumes.map((one) => one.split(":")[1]),
        ),
        name,
      );
      assert.ok(
        swarm[name].secrets.some(({ source }) => s[key] === `/run/secrets/${source}`),
        name,
      );
      assert.ok(
        mounted(
          k[key],
          container(name).volumeMounts.map(({ mountPath }) => mountPath),
        ),
        name,
      );
    }
    const config = image(name).env.SCRUTIN_CONFIG;
    assert.ok(compose[name].volumes.includes(`./config/scrutin.toml:${config}:ro`), name);
    assert.equal(swarm[name].configs[0].target, config);
    assert.ok(
      mounted(
        config,
        container(name).volumeMounts.map(({ mountPath }) => mountPath),
      ),
      name,
    );
    assert.equal(
      `${documents(`deploy/kubernetes/base/${name}.yaml`)[0].spec.template.spec.securityContext.runAsUser}:10001`,
      image(name).user,
    );
  }
});

test("health is asked for where the programs tell it", () => {
  const site = load("actors/process/admin_site.cpp");
  for (const path of ["/livez", "/readyz", "/metrics"]) assert.ok(site.includes(`"${path}"`));
  for (const name of services) {
    const { startupProbe, livenessProbe, readinessProbe } = container(name);
    assert.equal(startupProbe.httpGet.path, "/livez");
    assert.equal(livenessProbe.httpGet.path, "/livez");
    assert.equal(readinessProbe.httpGet.path, "/readyz");
  }
  const proxy = load("deploy/proxy/haproxy.cfg");
  for (const name of ["vote", "result"]) {
    const own = check(name, image(name).env).settings;
    assert.match(
      proxy,
      new RegExp(
        `server-template ${name} \\d+ ${name}:${port(own, `${name}.listen`)} check port ${port(own, `${name}.admin`)} `,
      ),
    );
  }
  assert.match(proxy, /option httpchk GET \/readyz/);
  const lag = kubernetes.worker.find(({ kind }) => kind === "HorizontalPodAutoscaler").spec.metrics[0].pods.metric.name;
  assert.ok(load("actors/sync/sync_metrics.cpp").includes(`"${lag}"`));
  const { partitions } = {
    partitions: Number(check("worker", image("worker").env).settings["redis.partitions"].value),
  };
  assert.equal(kubernetes.worker.find(({ kind }) => kind === "HorizontalPodAutoscaler").spec.maxReplicas, partitions);
});
