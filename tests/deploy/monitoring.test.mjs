// deploy/monitoring: the rules by promtool, each name by what the processes serve, and alerts of a real Prometheus.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { freePort } from "../e2e/proxy.mjs";
import { eventually, Process, startStack } from "../e2e/stack.mjs";
import { load, parse, root } from "./files.mjs";

const run = promisify(execFile);
const rules = parse("deploy/monitoring/prometheus-rules.yml").groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(load("deploy/monitoring/grafana-dashboard.json"));
const drawn = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const jobs = ["vote", "result", "worker"];

let stack;
let prometheus;
before(async () => {
  stack = await startStack();
  prometheus = await startPrometheus();
});
after(async () => {
  await prometheus?.stop();
  await stack?.stop();
});

/** Debian's Prometheus with our own files, but for the places, and times that a test can wait for. */
async function startPrometheus() {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-prometheus-"));
  const places = { 9080: "vote", 9081: "result", 9082: "worker" };
  const config = load("deploy/monitoring/prometheus.yml")
    .replaceAll(/localhost:(90\d\d)/g, (whole, port) => new URL(stack.admin(places[port])).host)
    .replaceAll(/(_interval): \S+/g, "$1: 500ms");
  assert.equal(config.match(/127\.0\.0\.1/g).length, 3);
  await writeFile(join(folder, "prometheus.yml"), config);
  const soon = load("deploy/monitoring/prometheus-rules.yml").replaceAll(/for: \S+/g, "for: 1s");
  await writeFile(join(folder, "prometheus-rules.yml"), soon);
  const port = await freePort();
  const server = new Process(
    "prometheus",
    "prometheus",
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    process.env,
  );
  server.keepLog();
  const ask = async (path, parameters = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = await answer.json();
    assert.equal(status, "success", `${error} ${JSON.stringify(parameters)}`);
    return data;
  };
  await eventually("Prometheus is ready", async () => {
    if (!server.runs) throw new Error(`prometheus ended: ${server.log}`);
    return (await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => null))?.ok;
  });
  return {
    query: async (query) => (await ask("query", { query })).result,
    firing: async () => (await ask("alerts")).alerts.filter(({ state }) => state === "firing").map(nameOf),
    rules: async () => (await ask("rules")).groups.flatMap((group) => group.rules),
    async stop() {
      await server.stop("SIGTERM", 5000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const nameOf = ({ labels }) => labels.alertname;

/** What Prometheus reads of the three processes: each sample's name, with the names of its labels. */
async function served() {
  const found = new Map([["up", new Set(["job", "instance"])]]);
  for (const job of jobs) {
    const text = await (await fetch(`${stack.admin(job)}/metrics`)).text();
    for (const [, name, labels = ""] of text.matchAll(/^(\w+)(\{.*\})? /gm)) {
      const known = found.get(name) ?? new Set(["job", "instance"]);
      for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label);
      found.set(name, known);
    }
  }
  return found;
}

test("promtool finds nothing wrong with the rules, and is awake", async () => {
  await run("promtool", ["check", "config", `${root}deploy/monitoring/prometheus.yml`]);
  const { stdout } = await run("promtool", ["check", "rules", `${root}deploy/monitoring/prometheus-rules.yml`]);
  assert.match(stdout, new RegExp(`SUCCESS: ${rules.length} rules found`));
  const folder = await mkdtemp(join(tmpdir(), "scrutin-rules-"));
  try {
    const broken = load("deploy/monitoring/prometheus-rules.yml").replace("sum(increase(", "sum(increse(");
    await writeFile(join(folder, "rules.yml"), broken);
    await assert.rejects(run("promtool", ["check", "rules", join(folder, "rules.yml")]));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("each alert fires when it should, and not before", async () => {
  const file = "tests/deploy/prometheus-rules.test.yml";
  const folder = await mkdtemp(join(tmpdir(), "scrutin-rules-"));
  try {
    const bare = parse("deploy/monitoring/prometheus-rules.yml");
    for (const rule of bare.groups.flatMap((group) => group.rules)) delete rule.annotations;
    await writeFile(join(folder, "prometheus-rules.yml"), JSON.stringify(bare));
    await copyFile(root + file, join(folder, "test.yml"));
    await run("promtool", ["test", "rules", join(folder, "test.yml")]);
  } finally {
    await rm(folder, { recursive: true });
  }
  const tried = parse(file).tests.flatMap((one) => one.alert_rule_test);
  for (const { alert } of rules) {
    const times = tried.filter(({ alertname }) => alertname === alert);
    assert.ok(
      times.some(({ exp_alerts }) => exp_alerts.length > 0),
      `${alert} is not seen to fire`,
    );
    assert.ok(
      times.some(({ exp_alerts }) => exp_alerts.length === 0),
      `${alert} is not seen to rest`,
    );
  }
});

test("each alert says what happened and what to do, with its section of docs/operate.md", () => {
  const sections = [...load("docs/operate.md").matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(critical|warning)$/, alert);
    assert.ok(annotations.summary && annotations.description.split(". ").length > 1, alert);
    assert.equal(annotations.runbook, `docs/operate.md#${alert.toLowerCase()}`);
    assert.ok(sections.includes(alert.toLowerCase()), `docs/operate.md has no section ${alert}`);
  }
});

test("every metric and label that rules and dashboard name is served", async () => {
  const known = await served();
  const labels = new Set([...known.values()].flatMap((one) => [...one]));
  assert.ok(drawn.length > 20);
  for (const expression of [...rules.map(({ expr }) => expr), ...drawn]) {
    const names = expression.match(/\b(scrutin_\w+|up)\b/g);
    assert.ok(names, expression);
    for (const name of names) assert.ok(known.has(name), `nobody serves ${name}: ${expression}`);
    for (const [, name, matchers] of expression.matchAll(/(\w+)\{([^}]*)\}/g)) {
      for (const [, label] of matchers.matchAll(/(\w+)(?==|!)/g)) {
        assert.ok(known.get(name).has(label), `${name} has no label ${label}: ${expression}`);
      }
    }
    for (const [, listed] of expression.matchAll(/\b(?:by|on) \(([^)]*)\)/g)) {
      for (const label of listed.split(", ")) assert.ok(labels.has(label), `no label ${label}: ${expression}`);
    }
  }
});

test("a real Prometheus: all is quiet, every panel has data, and votes that nobody counts raise the alarm", async () => {
  const found = await prometheus.rules();
  assert.deepEqual(
    found.map(({ name }) => name),
    rules.map(({ alert }) => alert),
  );
  await stack.castAll("default", { a: 2, b: 1 });
  await eventually("all three are read", async () => (await prometheus.query("scrutin_ready == 1")).length === 3);
  await eventually("every panel has data", async () => {
    for (const expression of drawn) {
      const answer = await prometheus.query(expression.replaceAll("$__rate_interval", "1m"));
      if (answer.length === 0) return false;
    }
    return true;
  });
  assert.deepEqual(await prometheus.firing(), []);

  await stack.processes.worker.stop();
  const expected = ["ScrutinDown", "ScrutinPartitionWithoutHolder"];
  await eventually("the worker is missed", async () => {
    const firing = await prometheus.firing();
    return expected.every((name) => firing.includes(name));
  });
  // What was counted before must leave the two minutes that the alert looks at: a Prometheus that saw nothing of it.
  await prometheus.stop();
  prometheus = await startPrometheus();
  await eventually("vote is read", async () => (await prometheus.query('up{job="scrutin-vote"} == 1')).length === 1);
  await eventually("votes pile up", async () => {
    await stack.cast("default", "a");
    return (await prometheus.firing()).includes("ScrutinVotesNotCounted");
  });

  await stack.start("worker");
  await eventually(
    "all is quiet again",
    async () => {
      await stack.cast("default", "b");
      return (await prometheus.firing()).length === 0;
    },
    30000,
  );

  await stack.redis.cut();
  await eventually("voters are sent away, and it is told", async () => {
    await fetch(`${stack.vote}/polls/default`, { method: "POST", body: new URLSearchParams({ vote: "a" }) });
    const firing = await prometheus.firing();
    return firing.includes("ScrutinVotesUnavailable") && firing.includes("ScrutinNotReady");
  });
});
