// The pages for learners: every command in them, run in the order in which they stand, in a copy of the tree; and what a page says
// is to be seen (its blocks of text) is in what the commands before it have printed. Run by ./dev stack.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { must, run } from "./engine.mjs";
import { load, ourFiles, root } from "./files.mjs";

const ports = { 8080: process.env.VOTE_PORT ?? "8080", 8081: process.env.RESULT_PORT ?? "8081" };
const work = mkdtempSync(join(tmpdir(), "scrutin-docs-"));
const tree = join(work, "scrutin");
const env = {
  ...process.env,
  COMPOSE_PROJECT_NAME: `${process.env.STACK_PROJECT}-docs`,
  VOTE_PORT: ports[8080],
  RESULT_PORT: ports[8081],
  PROXY_VOTE_PORT: ports[8080],
  PROXY_RESULT_PORT: ports[8081],
  VOTE_URL: `:${ports[8080]}`,
  RESULT_URL: `:${ports[8081]}`,
  PATH: `${work}/bin:${process.env.PATH}`,
};

/** The fenced blocks of a page: what to type, each with what is to be seen after it. */
function blocks(page) {
  const found = [];
  for (const [, kind, text] of load(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (kind === "sh") found.push({ commands: text.trim(), seen: [] });
    if (kind === "text") found.at(-1).seen.push(...text.trim().split("\n"));
  }
  return found;
}

// What stands between a page and this machine: an older compose, no terminal, and a person's patience after "up".
const wrapper = `#!/usr/bin/env bash
real=${JSON.stringify("REAL")}
[[ $1 == compose ]] || exec "$real" "$@"
shift
words=()
for word in "$@"; do
  words+=("$word")
  if [[ $word == exec || $word == run ]] && [[ " \${words[*]} " != *" -T "* ]]; then words+=(-T); fi
done
$COMPOSE "\${words[@]}" || exit
[[ " $* " == *" up -d"* ]] || exit 0
for ((i = 0; i < 600; ++i)); do
  ids=$("$real" ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")
  "$real" inspect -f '{{if .State.Health}}{{.State.Health.Status}}{{end}}' $ids | grep -qE 'starting|unhealthy' || exit 0
  sleep 0.2
done
echo "not healthy within two minutes" >&2
exit 1
`;

before(async () => {
  for (const path of ourFiles(".")) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(root, path), join(tree, path), { verbatimSymlinks: true });
  }
  mkdirSync(`${work}/bin`);
  const real = (await must("sh", ["-c", "command -v docker"])).trim();
  writeFileSync(`${work}/bin/docker`, wrapper.replace('"REAL"', JSON.stringify(real)));
  chmodSync(`${work}/bin/docker`, 0o755);
  const git = (...args) => must("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", "-C", tree, ...args]);
  await must("git", ["init", "-q", "--bare", `${work}/origin`]);
  await git("init", "-q");
  await git("commit", "-q", "--allow-empty", "-m", "Begin");
  await git("remote", "add", "origin", `${work}/origin`);
});
after(async () => {
  await typed("docker compose --profile proxy --profile seed --profile crowd down -v --remove-orphans");
  rmSync(work, { recursive: true, force: true });
});

/** What a shell prints and how it ends, given these lines; after ten minutes it is killed, with all that it started. */
function typed(lines) {
  const here = lines.replace(/localhost:(8080|8081)\b/g, (_, port) => `localhost:${ports[port]}`);
  return new Promise((done) => {
    const shell = spawn("bash", ["-ec", here], { cwd: tree, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    const patience = setTimeout(() => process.kill(-shell.pid, "SIGKILL"), 600000);
    shell.stdout.on("data", (bytes) => (printed += bytes));
    shell.stderr.on("data", (bytes) => (printed += bytes));
    shell.on("close", (status, signal) => {
      clearTimeout(patience);
      done({ status: status ?? signal, printed });
    });
  });
}

async function follow(page) {
  for (const { commands, seen } of blocks(page)) {
    if (process.env.STACK_BUILT && commands.startsWith("docker build")) continue; // the images are there, from elsewhere
    let { status, printed } = await typed(commands);
    assert.equal(status, 0, `${page}: ${commands}\n${printed}`);
    // What only looks may be looked at again: a person does, until what they wait for is there.
    const looks = commands.split("\n").every((line) => /^(curl -s http\S+|docker compose (logs|ps).*)$/.test(line));
    for (let i = 0; i < 50 && looks && !seen.every((line) => printed.includes(line)); ++i) {
      await new Promise((done) => setTimeout(done, 200));
      ({ status, printed } = await typed(commands));
    }
    for (const line of seen)
      assert.ok(printed.includes(line), `${page}: after\n${commands}\nthere is no "${line}" in\n${printed}`);
  }
}

test("the lab, from its first command to its last", () => follow("docs/lab.md"));

test("the faults, broken and repaired", async () => {
  assert.equal((await typed("docker compose up -d")).status, 0);
  await follow("docs/break.md");
});

test("the pipeline's version went where it should", async () => {
  assert.equal((await run("git", ["-C", `${work}/origin`, "tag"])).stdout.trim(), "v1.0.0");
});

test("the French page has the same commands", () => {
  const commands = (page) => blocks(page).map((one) => one.commands);
  assert.deepEqual(commands("README.fr.md"), commands("docs/lab.md"));
});
