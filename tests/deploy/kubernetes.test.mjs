// deploy/kubernetes: every document by its schema, and what they promise.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { parse as parseYaml } from "yaml";
import { documents, load, ourFiles, parse, root } from "./files.mjs";

const require = createRequire(import.meta.url);
const folder = "deploy/kubernetes";
const base = `${folder}/base`;
const services = ["vote", "result", "worker"];
const servers = ["redis", "db"];

// A view of a document that remembers which of its keys somebody looked at: the schema's compiled check looks at those that it
// knows, so that the others are misspelt.
function watched(value, path, seen) {
  if (value === null || typeof value !== "object") return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === "string" && Object.hasOwn(target, key)) seen.add(`${path}.${key}`);
      return watched(target[key], `${path}.${String(key)}`, seen);
    },
  });
}

function* keys(value, path = "") {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield `${path}.${key}`;
    yield* keys(inner, `${path}.${key}`);
  }
}

/** What is wrong with a document, by the schema of its kind; unknown keys are wrong too. */
function complaints(document) {
  const [group, version] = document.apiVersion.includes("/")
    ? document.apiVersion.split("/")
    : ["", document.apiVersion];
  let model;
  try {
    model = require(`kubernetes-models/${group ? `${group}/` : ""}${version}`)[document.kind];
  } catch {
    // told below
  }
  if (!model) return [`there is no ${document.kind} in ${document.apiVersion}`];
  const found = [];
  const seen = new Set(
    Object.keys(document)
      .map((key) => `.${key}`)
      .filter((key) => key === ".apiVersion" || key === ".kind"),
  );
  try {
    new model(document).validate();
  } catch (error) {
    found.push(error.message);
  }
  const check = new model({});
  for (const key of Object.keys(check)) delete check[key];
  Object.assign(
    check,
    Object.fromEntries(Object.entries(document).map(([key, value]) => [key, watched(value, `.${key}`, seen)])),
  );
  const known = Object.keys(document).filter((key) =>
    ["apiVersion", "kind", "metadata", "spec", "data", "stringData", "type"].includes(key),
  );
  known.forEach((key) => seen.add(`.${key}`));
  try {
    check.validate();
  } catch {
    // told above
  }
  for (const key of keys(document)) if (!seen.has(key)) found.push(`nobody knows ${key}`);
  return found;
}

const baseDocuments = parse(`${base}/kustomization.yaml`)
  .resources.filter((one) => one.endsWith(".yaml"))
  .flatMap((one) => documents(`${base}/${one}`));
const overlays = ["local", "production"];
const kustomization = (overlay) => parse(`${folder}/overlays/${overlay}/kustomization.yaml`);
const find = (kind, name, all = baseDocuments) => all.find((one) => one.kind === kind && one.metadata.name === name);
const workloads = [
  ...services.map((name) => find("Deployment", name)),
  ...servers.map((name) => find("StatefulSet", name)),
];
const pod = (workload) => workload.spec.template.spec;

test("every document is as its schema says, and the check is awake", () => {
  assert.ok(baseDocuments.length >= 20);
  for (const one of [...baseDocuments, ...documents(`${folder}/overlays/production/ingress.yaml`)]) {
    assert.deepEqual(complaints(one), [], `${one.kind} ${one.metadata.name}`);
  }
  const broken = (change) => {
    const copy = structuredClone(find("Deployment", "vote"));
    change(copy);
    return complaints(copy).join();
  };
  assert.match(
    broken((one) => (one.spec.replicas = "3")),
    /replicas must be integer/,
  );
  assert.match(
    broken((one) => (one.spec.replicaz = 3)),
    /nobody knows .spec.replicaz/,
  );
  assert.match(
    broken((one) => (one.spec.template.spec.containers[0].securityContext.readOnlyRoot = true)),
    /nobody knows .*readOnlyRoot/,
  );
  assert.match(
    broken((one) => (one.spec.template.spec.containers[0].livenessProbe.httpget = {})),
    /nobody knows .*httpget/,
  );
  assert.match(
    broken((one) => (one.kind = "Deploiement")),
    /there is no Deploiement/,
  );
});

test("each kustomization names files that are there, and each file is named", () => {
  for (const path of ourFiles(folder).filter((one) => one.endsWith("kustomization.yaml"))) {
    const here = dirname(path);
    const { resources = [], apiVersion, kind } = parse(path);
    assert.deepEqual([apiVersion, kind], ["kustomize.config.k8s.io/v1beta1", "Kustomization"]);
    for (const one of resources) {
      const target = normalize(join(here, one));
      assert.ok(
        ourFiles(target.endsWith(".yaml") ? target : `${target}/kustomization.yaml`).length === 1,
        `${path}: ${one}`,
      );
    }
    const siblings = ourFiles(here).filter((one) => dirname(one) === here && one.endsWith(".yaml") && one !== path);
    assert.deepEqual(
      siblings.map((one) => one.slice(here.length + 1)).sort(),
      resources.filter((one) => one.endsWith(".yaml")).sort(),
    );
  }
});

test("each patch changes something that is there, and is as its schema says where it is whole", () => {
  for (const overlay of overlays) {
    for (const { patch } of kustomization(overlay).patches) {
      const { apiVersion, kind, metadata, spec } = parseYaml(patch);
      const target = find(kind, metadata.name);
      assert.ok(target, `${overlay}: ${kind} ${metadata.name}`);
      assert.equal(target.apiVersion, apiVersion);
      const patched = { ...structuredClone(target), spec: { ...target.spec, ...(kind === "Deployment" ? {} : spec) } };
      assert.deepEqual(complaints(patched), [], `${overlay}: ${kind} ${metadata.name}`);
      for (const container of spec.template?.spec.containers ?? []) {
        assert.ok(pod(target).containers.some(({ name }) => name === container.name));
        const filled = structuredClone(target);
        Object.assign(pod(filled).containers[0], container);
        assert.deepEqual(complaints(filled), [], `${overlay}: ${kind} ${metadata.name}`);
      }
    }
  }
});

test("kustomize makes both overlays, where there is one", (t) => {
  const made = spawnSync("kubectl", ["version", "--client"], { encoding: "utf8" });
  if (made.status !== 0) {
    t.skip("no kubectl here");
    return;
  }
  const copy = mkdtempSync(join(tmpdir(), "kustomize-"));
  try {
    for (const path of [...ourFiles(folder), "config/kustomization.yaml", "config/scrutin.toml"]) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      copyFileSync(join(root, path), join(copy, path));
    }
    execFileSync(join(copy, folder, "secrets/make"), { stdio: "pipe" });
    for (const overlay of overlays) {
      const text = execFileSync("kubectl", ["kustomize", join(copy, folder, "overlays", overlay)], {
        encoding: "utf8",
      });
      const all = text.split(/^---$/m).map((one) => parseYaml(one));
      for (const one of all) {
        // Long base64 comes in lines, which Kubernetes takes and the schema's pattern does not.
        if (one.kind === "Secret")
          for (const key of Object.keys(one.data)) one.data[key] = one.data[key].replaceAll("\n", "");
        assert.deepEqual(complaints(one), [], `${overlay}: ${one.kind} ${one.metadata.name}`);
      }
      const config = all.find(({ kind }) => kind === "ConfigMap");
      assert.equal(config.data["scrutin.toml"], load("config/scrutin.toml"));
      for (const one of all)
        if (one.kind !== "Namespace") assert.equal(one.metadata.namespace, "scrutin", one.metadata.name);
      const secrets = all.filter(({ kind }) => kind === "Secret");
      assert.equal(secrets.length, overlay === "local" ? 2 : 0);
      for (const { data } of secrets) assert.match(Buffer.from(data.password, "base64").toString(), /^[0-9a-f]{48}$/);
      for (const name of services) {
        const { env } = pod(find("Deployment", name, all)).containers[0];
        assert.equal(new Set(env.map((one) => one.name)).size, env.length);
        assert.equal(
          env.some((one) => /_URL$/.test(one.name) && /^(:|https:)/.test(one.value)),
          name !== "worker",
          name,
        );
      }
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('every pod is "restricted", and asks for what it takes', () => {
  assert.equal(find("Namespace", "scrutin").metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
  for (const workload of workloads) {
    const { name } = workload.metadata;
    const { securityContext, containers, automountServiceAccountToken, terminationGracePeriodSeconds } = pod(workload);
    assert.equal(automountServiceAccountToken, false, name);
    assert.ok(terminationGracePeriodSeconds >= 10, name);
    assert.equal(securityContext.runAsNonRoot, true, name);
    assert.ok(securityContext.runAsUser > 0, name);
    assert.deepEqual(securityContext.seccompProfile, { type: "RuntimeDefault" }, name);
    for (const container of containers) {
      assert.deepEqual(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      for (const kind of ["requests", "limits"])
        assert.ok(container.resources[kind].cpu && container.resources[kind].memory, name);
      for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
        assert.ok(container[probe], `${name} ${probe}`);
    }
  }
});

test("what names something names something that is there", () => {
  for (const workload of workloads) {
    const { name } = workload.metadata;
    const labels = workload.spec.template.metadata.labels;
    assert.deepEqual(workload.spec.selector.matchLabels, { "app.kubernetes.io/name": name });
    assert.equal(labels["app.kubernetes.io/name"], name);
    const { containers, volumes = [] } = pod(workload);
    const mountable = [...volumes, ...(workload.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)].map(
      (one) => one.name,
    );
    assert.deepEqual(containers[0].volumeMounts.map((one) => one.name).sort(), mountable.sort(), name);
    const ports = containers[0].ports.map((port) => port.name);
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      const { httpGet, tcpSocket } = containers[0][probe];
      const asked = httpGet?.port ?? tcpSocket?.port;
      if (asked) assert.ok(ports.includes(asked), `${name} ${probe}`);
    }
    const service = find("Service", name);
    assert.equal(Boolean(service), name !== "worker", name);
    if (service) {
      assert.deepEqual(service.spec.selector, { "app.kubernetes.io/name": name });
      for (const { targetPort } of service.spec.ports) assert.ok(ports.includes(targetPort), name);
    }
  }
  for (const name of services) {
    assert.deepEqual(find("PodDisruptionBudget", name).spec.selector.matchLabels, { "app.kubernetes.io/name": name });
  }
  for (const { spec, metadata } of baseDocuments.filter(({ kind }) => kind === "HorizontalPodAutoscaler")) {
    assert.equal(spec.scaleTargetRef.name, metadata.name);
    assert.ok(find("Deployment", metadata.name) && find("Deployment", metadata.name).spec.replicas === undefined);
  }
  const [ingress] = documents(`${folder}/overlays/production/ingress.yaml`);
  for (const { http } of ingress.spec.rules) {
    for (const { backend } of http.paths) {
      assert.ok(
        find("Service", backend.service.name).spec.ports.some((port) => port.name === backend.service.port.name),
      );
    }
  }
});

test("nobody talks to anybody but for what is allowed", () => {
  const policies = baseDocuments.filter(({ kind }) => kind === "NetworkPolicy");
  assert.deepEqual(find("NetworkPolicy", "deny-by-default").spec, {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
  });
  const selects = (selector, name) => {
    const { matchLabels = {}, matchExpressions = [] } = selector;
    return (
      Object.values(matchLabels).every((value) => value === name) &&
      matchExpressions.every(({ operator, values }) => operator === "In" && values.includes(name))
    );
  };
  const named = (from, to, port, direction, peers) =>
    policies.some(
      ({ spec }) =>
        selects(spec.podSelector, direction === "ingress" ? to : from) &&
        (spec[direction] ?? []).some(
          (rule) =>
            (rule.ports ?? []).some((one) => one.port === port) &&
            (rule[peers] ?? []).some(
              ({ podSelector }) => podSelector && selects(podSelector, direction === "ingress" ? from : to),
            ),
        ),
    );
  // Names: of the cluster's own server, and of the cache of it on the node.
  const [names] = find("NetworkPolicy", "names").spec.egress;
  assert.deepEqual(names.to, [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
    { ipBlock: { cidr: "169.254.20.10/32" } },
  ]);
  assert.deepEqual(
    names.ports.map(({ protocol, port }) => [protocol, port]),
    [
      ["UDP", 53],
      ["TCP", 53],
    ],
  );
  // Both ends have to say so; where it is forbidden, neither may.
  const said = (from, to, port) => [named(from, to, port, "egress", "to"), named(from, to, port, "ingress", "from")];
  for (const [from, to, port, may] of [
    ["vote", "redis", "redis", true],
    ["worker", "redis", "redis", true],
    ["result", "redis", "redis", false],
    ["result", "db", "postgres", true],
    ["worker", "db", "postgres", true],
    ["vote", "db", "postgres", false],
    ["redis", "db", "postgres", false],
  ]) {
    assert.deepEqual(said(from, to, port), [may, may], `${from} to ${to}`);
  }
});
