// The compose file, from outside: what ./dev stack runs after it has built the images. The tests stand in the order in which
// they need one another.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { launch, openPage } from "../e2e/browser.mjs";
import { docker, eventually, Project, root, run } from "./engine.mjs";
import { Voters } from "./voters.mjs";

const command = process.env.COMPOSE.split(" ");
const ports = { vote: process.env.VOTE_PORT, result: process.env.RESULT_PORT };
const vote = `http://127.0.0.1:${ports.vote}`;
const result = `http://127.0.0.1:${ports.result}`;
const ours = ["vote", "result", "worker"];
const servers = ["redis", "db"];
const images = { vote: process.env.VOTE_IMAGE, result: process.env.RESULT_IMAGE, worker: process.env.WORKER_IMAGE };
const linked = { RESULT_URL: `:${ports.result}`, VOTE_URL: `:${ports.vote}` };
const project = new Project(command, process.env.STACK_PROJECT, linked);
const note = (what) => console.log(`# ${what}`);

const tally = async (address = result) => {
  const answer = await fetch(`${address}/api/polls/default/results`, { signal: AbortSignal.timeout(5000) });
  const { options } = await answer.json();
  return Object.fromEntries(options.map(({ id, votes }) => [id, votes]));
};
const countsAre = (wanted, ms = 60000) =>
  eventually(
    `the tally is ${JSON.stringify(wanted)}`,
    async () => {
      const now = await tally();
      if (now.a === wanted.a && now.b === wanted.b) return true;
      throw new Error(`it is ${JSON.stringify(now)}`);
    },
    ms,
  );
/** What the compose file holds besides the services, too. */
const everything = ["seed", "crowd", "proxy"].flatMap((profile) => ["--profile", profile]);
const up = (...more) => project.compose("up", "-d", "--no-build", ...more);

before(async () => {
  await project.tried(...everything, "down", "-v", "--remove-orphans");
});
after(async () => {
  if (process.env.STACK_LOGS) await saveLogs();
  await project.tried(...everything, "down", "-v", "--remove-orphans", "-t", "10");
});

async function saveLogs() {
  const { stdout } = await project.tried(...everything, "logs", "--no-color");
  const { writeFile } = await import("node:fs/promises");
  await writeFile(process.env.STACK_LOGS, stdout);
}

test("one command starts it all, in the order of health, without any configuration", async () => {
  await project.compose("config", "-q");
  await up();
  const since = {};
  for (const service of [...servers, ...ours]) since[service] = await project.healthy(service);
  const secrets = await project.inspect("secrets");
  assert.equal(secrets.State.ExitCode, 0);
  const started = (service) => Date.parse(since[service].StartedAt);
  for (const server of servers)
    assert.ok(started(server) >= Date.parse(secrets.State.FinishedAt), `${server} waited for secrets`);
  assert.ok(started("vote") > started("redis"));
  assert.ok(started("result") > started("db"));
  assert.ok(started("worker") > Math.max(started("redis"), started("db")));
});

test("each of ours is healthy within 2 s of its start, its servers being so", async () => {
  for (const service of ours) {
    const [id] = await project.containers(service);
    const tries = [];
    // What else the machine does counts for nothing: the best of five.
    while (tries.length < 5 && !(Math.min(...tries) <= 2000)) {
      await docker("restart", "-t", "10", id);
      const first = await eventually(`${service} is healthy`, async () => {
        const { State } = await project.inspect(service);
        const good = State.Health.Log.find(
          ({ ExitCode, End }) => ExitCode === 0 && Date.parse(End) > Date.parse(State.StartedAt),
        );
        return good && Date.parse(good.End) - Date.parse(State.StartedAt);
      });
      tries.push(first);
    }
    note(`${service}: healthy ${tries.join(", ")} ms after its start`);
    assert.ok(Math.min(...tries) <= 2000, `${service} took ${tries.join(", ")} ms`);
  }
});

test("passwords are made at the first start, and stand where nobody else looks", async () => {
  const secrets = {};
  for (const [server, path] of [
    ["redis", "/run/scrutin/redis/password"],
    ["db", "/run/scrutin/db/password"],
  ]) {
    const { status, stdout } = await project.exec(server, "cat", path);
    assert.equal(status, 0);
    assert.match(stdout, /^[0-9a-f]{48}$/);
    secrets[server] = stdout;
  }
  assert.notEqual(secrets.redis, secrets.db);
  for (const service of [...servers, ...ours]) {
    const [id] = await project.containers(service);
    const seen =
      (await docker("inspect", id)) + (await docker("top", id, "-eo", "pid,args")) + (await docker("logs", id));
    for (const secret of Object.values(secrets)) assert.ok(!seen.includes(secret), `${service} shows a password`);
  }
  assert.notEqual((await project.exec("vote", "cat", "/run/scrutin/db/password")).status, 0);
  assert.notEqual((await project.exec("result", "cat", "/run/scrutin/redis/password")).status, 0);
  assert.match((await project.exec("redis", "redis-cli", "ping")).stdout, /NOAUTH/);
});

test("only the two pages have ports outside", async () => {
  const published = async (service) =>
    Object.entries((await project.inspect(service)).NetworkSettings.Ports).filter(([, at]) => at);
  for (const service of ["redis", "db", "worker"]) assert.deepEqual(await published(service), []);
  for (const service of ["vote", "result"]) {
    const [[inside, outside], ...more] = await published(service);
    assert.equal(inside, "80/tcp");
    assert.ok(outside.every(({ HostPort }) => HostPort === ports[service]));
    assert.deepEqual(more, []);
  }
});

test("nobody runs as root, writes to their image, or may gain a right", async () => {
  for (const service of [...servers, ...ours]) {
    const { Config, HostConfig } = await project.inspect(service);
    assert.equal(HostConfig.ReadonlyRootfs, true, service);
    assert.ok(HostConfig.Memory > 0, service);
    assert.equal(HostConfig.RestartPolicy.Name, "unless-stopped");
    assert.ok(Config.User && !/^(0|root)\b/.test(Config.User), service);
    const own = (await project.exec(service, "cat", "/proc/1/status")).stdout;
    assert.doesNotMatch(own, /^Uid:\s+0/m, service);
    assert.match(own, /^CapEff:\s+0+$/m, service);
    assert.match(own, /^CapBnd:\s+0+$/m, service);
    assert.match(own, /^NoNewPrivs:\s+1$/m, service);
    const written = await project.exec(service, "sh", "-c", "echo x >/usr/local/x");
    assert.notEqual(written.status, 0, service);
    assert.match(written.stderr, /read-only/i, service);
  }
});

test("vote cannot reach db, result cannot reach redis, by name or by address", async () => {
  const address = async (service) =>
    Object.values((await project.inspect(service)).NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
  const reaches = async (from, host, port) =>
    (await project.exec(from, "timeout", "2", "bash", "-c", `exec 3<>/dev/tcp/${host}/${port}`)).status === 0;
  for (const [from, to, port, open] of [
    ["vote", "redis", 6379, true],
    ["vote", "db", 5432, false],
    ["result", "db", 5432, true],
    ["result", "redis", 6379, false],
    ["worker", "redis", 6379, true],
    ["worker", "db", 5432, true],
  ]) {
    for (const host of [to, ...(await address(to))])
      assert.equal(await reaches(from, host, port), open, `${from} to ${host}`);
  }
});

test("Redis keeps what it has said to have", async () => {
  const asked = 'REDISCLI_AUTH=$(cat /run/scrutin/redis/password) redis-cli config get "*"';
  const lines = (await project.exec("redis", "sh", "-c", asked)).stdout.split("\n");
  const value = (key) => lines[lines.indexOf(key) + 1];
  assert.equal(value("appendonly"), "yes");
  assert.equal(value("appendfsync"), "always");
  assert.equal(value("maxmemory-policy"), "noeviction");
});

test("a vote in one browser appears in the other", async () => {
  const browser = await launch();
  try {
    const watcher = await openPage(browser);
    await watcher.goto(result);
    const voter = await openPage(browser);
    await voter.goto(vote);
    const [id] = await project.containers("vote");
    assert.ok((await voter.content()).includes(id.slice(0, 12)), "the page names the container that made it");
    await voter.getByRole("button", { name: "Dogs" }).click();
    await countsAre({ a: 0, b: 1 });
    await watcher.waitForFunction(() => /\b1 vote\b/.test(document.body.innerText), null, { timeout: 15000 });
    assert.equal(
      (await voter.locator(`a[href^="${result}"]`).count()) > 0,
      true,
      "the vote page links to the result page",
    );
    assert.deepEqual([...watcher.complaints, ...voter.complaints], []);
  } finally {
    await browser.close();
  }
});

test("a crowd votes, and each of its votes counts", async () => {
  const own = ["run", "http://vote", "--results", "http://result", "--poll", "default"];
  const size = ["--people", "200", "--arrive", "1", "--think", "0.5", "--sockets", "5", "--events", "5"];
  const { status, stdout, stderr } = await project.tried("--profile", "crowd", "run", "--rm", "crowd", ...own, ...size);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /counted=200 .* wrong=0 tallies: equal/);
  note(stdout.trim().split("\n").at(-1));
});

test("the sample votes arrive, all of them and no others", async () => {
  const before = await tally();
  const seeded = await project.tried("--profile", "seed", "run", "--rm", "seed");
  assert.equal(seeded.status, 0, seeded.stdout + seeded.stderr);
  assert.match(seeded.stdout, /exactly these arrived: a=2000\/2000 b=1000\/1000/);
  note(seeded.stdout.trim().split("\n").join("; "));
  await countsAre({ a: before.a + 2000, b: before.b + 1000 });
});

test("each container is killed and comes back by itself, while people vote, and nothing is lost", async () => {
  const before = await tally();
  const voters = new Voters(vote);
  try {
    for (const service of [...ours, ...servers]) {
      const { RestartCount, State } = await project.inspect(service);
      // From outside, as a crash: docker kill would count as a wish of the user's, and then nothing restarts.
      await docker(
        "run",
        "--rm",
        "--pid=host",
        "--network=none",
        "--user=0",
        "--entrypoint=bash",
        images.vote,
        "-c",
        `kill -9 ${State.Pid}`,
      );
      await eventually(`${service} is back`, async () => {
        const now = await project.inspect(service);
        return now.RestartCount > RestartCount && now.State.Health.Status === "healthy";
      });
      for (const one of [...servers, ...ours]) await project.healthy(one);
    }
  } finally {
    await voters.end();
  }
  const { a, b } = voters.recorded;
  note(`${a + b} votes were recorded during five kills, ${voters.again} of the posts had to be repeated`);
  assert.ok(a > 0 && b > 0 && voters.again > 0);
  await countsAre({ a: before.a + a, b: before.b + b });
});

/** The text of the first frame of a WebSocket; a tally is longer than 125 bytes and shorter than 64 KiB. */
function firstFrame(address) {
  return new Promise((done, failed) => {
    const key = randomBytes(16).toString("base64");
    const headers = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": key,
    };
    const asking = request(address, { headers });
    asking.setTimeout(15000, () => asking.destroy(new Error("no frame within 15 s")));
    asking.on("error", failed);
    asking.on("response", ({ statusCode }) => failed(new Error(`answered ${statusCode}, and no WebSocket`)));
    asking.on("upgrade", (_, socket, head) => {
      let bytes = head;
      const look = () => {
        const size = bytes.length >= 4 ? 4 + bytes.readUInt16BE(2) : Infinity;
        if (bytes.length < size) return;
        socket.destroy();
        done(bytes.subarray(4, size).toString());
      };
      socket.on("data", (more) => {
        bytes = Buffer.concat([bytes, more]);
        look();
      });
      look();
    });
    asking.end();
  });
}

// A container in a network of the project, with settings that are wrong, until `look` makes something of what is seen of it.
async function wrong(service, env, network, look) {
  const flags = Object.entries(env).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
  const name = `${project.name}-wrong-${randomBytes(4).toString("hex")}`;
  const where = network ? `${project.name}_${network}` : "none";
  // 0 would mean the image's own start period.
  const quick = ["--health-start-period=1ms", "--health-interval=500ms", "--health-retries=1"];
  try {
    await docker("run", "-d", "--read-only", "--name", name, "--network", where, ...quick, ...flags, images[service]);
    return await eventually(`${service} says what is wrong`, async () => {
      const { State } = JSON.parse(await docker("inspect", name))[0];
      const { stdout, stderr } = await run("docker", ["logs", name]);
      return look({ state: State, said: stdout + stderr });
    });
  } finally {
    await run("docker", ["rm", "-f", name]);
  }
}

// Such containers side by side: each runs on, and its log and its health state say why it is of no use.
const keepTrying = (cases) =>
  Promise.all(
    cases.map(([service, env, network, why]) =>
      wrong(service, env, network, ({ state, said }) => {
        assert.equal(state.Running, true, `${service} keeps trying: ${said}`);
        assert.equal(state.Health.Status, "unhealthy");
        assert.match(said, why);
        assert.match(state.Health.Log.map(({ Output }) => Output).join(""), why);
        return true;
      }),
    ),
  );

test("a missing secret ends the container with one line that names it", async () => {
  const settings = { SCRUTIN_REDIS_PASSWORD_FILE: "/run/secrets/redis" };
  const ended = await wrong("vote", settings, null, (seen) => !seen.state.Running && seen);
  assert.equal(ended.state.ExitCode, 2);
  assert.equal(ended.said.trim().split("\n").length, 1);
  assert.match(ended.said, /SCRUTIN_REDIS_PASSWORD_FILE.*\/run\/secrets\/redis.*No such file/);
});

test("a wrong password or a server out of reach: the log and the health state say which and why, and it keeps trying", async () => {
  const redis = "redis://redis:6379/0";
  const db = "postgresql://postgres@db:5432/postgres";
  await keepTrying([
    [
      "vote",
      { SCRUTIN_REDIS_URL: redis, SCRUTIN_REDIS_PASSWORD: "wrong" },
      "queue",
      /Redis at redis:6379: .*(WRONGPASS|invalid password)/,
    ],
    ["vote", { SCRUTIN_REDIS_URL: redis }, "queue", /Redis at redis:6379: NOAUTH/],
    ["vote", { SCRUTIN_REDIS_URL: "redis://redis:6380/0" }, "queue", /Redis at redis:6380: .*refused/],
    [
      "result",
      { SCRUTIN_POSTGRES_URL: db, SCRUTIN_POSTGRES_PASSWORD: "wrong" },
      "tables",
      /PostgreSQL at db:5432\/postgres: .*password authentication failed/,
    ],
    [
      "result",
      { SCRUTIN_POSTGRES_URL: "postgresql://postgres@db:5433/postgres" },
      "tables",
      /PostgreSQL at db:5433\/postgres: .*refused/,
    ],
    [
      "worker",
      { SCRUTIN_POSTGRES_URL: db, SCRUTIN_POSTGRES_PASSWORD: "wrong" },
      "tables",
      /PostgreSQL at db:5432\/postgres: .*password authentication failed/,
    ],
  ]);
});

test("a server that is too old is named, with its version and with what is needed", async () => {
  const old = `${project.name}-old`;
  const script = `${root}tests/deploy/old_servers.py:/old_servers.py:ro`;
  const flags = [
    "--network",
    `${project.name}_front`,
    "--network-alias",
    "old",
    "-v",
    script,
    "--entrypoint",
    "python3",
  ];
  await docker("run", "-d", "--name", old, ...flags, process.env.SEED_IMAGE, "/old_servers.py");
  try {
    await keepTrying([
      [
        "vote",
        { SCRUTIN_REDIS_URL: "redis://old:6379/0" },
        "front",
        /Redis at old:6379: it is redis 4\.0\.9, which is too old: 5\.0 or newer/,
      ],
      [
        "result",
        { SCRUTIN_POSTGRES_URL: "postgresql://postgres@old:5432/postgres" },
        "front",
        /PostgreSQL at old:5432\/postgres: it is PostgreSQL 9\.3, which is too old: 9\.4 or newer/,
      ],
    ]);
  } finally {
    await run("docker", ["rm", "-f", old]);
  }
});

test("three vote and two worker processes behind one port", async () => {
  const before = await tally();
  const scaled = new Project(command, project.name, {
    ...linked,
    VOTE_PORT: "0",
    RESULT_PORT: "0",
    PROXY_VOTE_PORT: ports.vote,
    PROXY_RESULT_PORT: ports.result,
  });
  await scaled.compose("--profile", "proxy", "up", "-d", "--no-build", "--scale", "vote=3", "--scale", "worker=2");
  await scaled.healthy("proxy");
  const seen = new Set();
  await eventually("three containers make the page", async () => {
    const page = await (await fetch(vote)).text();
    const ids = (await scaled.containers("vote")).map((id) => id.slice(0, 12));
    ids.filter((id) => page.includes(id)).forEach((id) => seen.add(id));
    return seen.size === 3;
  });
  assert.equal((await scaled.containers("worker")).length, 2);
  const voters = new Voters(vote);
  await eventually("people vote", () => voters.recorded.a > 20 && voters.recorded.b > 20);
  const { a, b } = await voters.end();
  await countsAre({ a: before.a + a, b: before.b + b });
  assert.match(
    await firstFrame(`${result}/ws?poll=default`),
    /"type":"tally"/,
    "the tally comes live through the proxy too",
  );
  await scaled.compose("--profile", "proxy", "rm", "-sf", "proxy");
  await up("--scale", "vote=1", "--scale", "worker=1");
  await countsAre({ a: before.a + a, b: before.b + b });
});

test("down ends each within its time, cleanly, and the volumes keep the votes", async () => {
  for (const service of [...servers, ...ours]) await project.healthy(service);
  const before = await tally();
  for (const service of [...ours, ...servers]) {
    const began = Date.now();
    await project.compose("stop", service);
    const took = (Date.now() - began) / 1000;
    const { State } = await project.inspect(service);
    // Past its time it would have been killed, and that is status 137.
    assert.equal(State.ExitCode, 0, `${service} ended with ${State.ExitCode}`);
    note(`${service}: stopped in ${took.toFixed(1)} s`);
  }
  const began = Date.now();
  await project.compose("down");
  note(`down: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  assert.deepEqual(await project.containers("vote"), []);
  await up();
  for (const service of [...servers, ...ours]) await project.healthy(service);
  await countsAre(before);
});
