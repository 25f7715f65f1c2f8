// The three services and their servers, private to one test run, on free ports.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { createInterface } from "node:readline";

const build = process.env.SCRUTIN_BUILD ?? new URL("../../build/release", import.meta.url).pathname;

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves once `check()` is truthy, rejects when that takes longer than `ms`. */
export async function eventually(what, check, ms = 15000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

class Process {
  constructor(name, command, args, env) {
    this.name = name;
    this.log = "";
    this.child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.child.stderr.on("data", (bytes) => (this.log += bytes));
    this.ended = once(this.child, "exit");
  }

  keepLog() {
    this.child.stdout.on("data", (bytes) => (this.log += bytes));
  }

  async stop(signal = "SIGTERM") {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }
}

/** Starts everything; `config` is the path of a settings file. */
export async function startStack({ config, env = {} } = {}) {
  const servers = new Process("servers", `${build}/tests/support/servers`, [], process.env);
  const given = {};
  for await (const line of createInterface({ input: servers.child.stdout })) {
    if (line === "ready") break;
    const [name, ...value] = line.split("=");
    given[name] = value.join("=");
  }
  if (!given.SCRUTIN_REDIS_URL || !given.SCRUTIN_POSTGRES_URL) throw new Error(`no servers: ${servers.log}`);

  const ports = {};
  for (const name of ["vote", "result", "voteAdmin", "resultAdmin", "workerAdmin"]) ports[name] = await freePort();
  const at = (name) => `127.0.0.1:${ports[name]}`;
  const settings = {
    PATH: process.env.PATH,
    ...given,
    SCRUTIN_VOTE_LISTEN: at("vote"),
    SCRUTIN_VOTE_ADMIN: at("voteAdmin"),
    SCRUTIN_RESULT_LISTEN: at("result"),
    SCRUTIN_RESULT_ADMIN: at("resultAdmin"),
    SCRUTIN_WORKER_ADMIN: at("workerAdmin"),
    SCRUTIN_CONFIG: config ?? new URL("../../config/scrutin.toml", import.meta.url).pathname,
    ...env,
  };
  const processes = {};
  const start = async (name) => {
    processes[name] = new Process(name, `${build}/${name}/${name}`, [], settings);
    processes[name].keepLog();
    await eventually(`${name} is ready`, async () => {
      if (processes[name].child.exitCode !== null) throw new Error(`${name} ended: ${processes[name].log}`);
      return (await fetch(`http://${at(`${name}Admin`)}/readyz`).catch(() => null))?.ok;
    });
  };
  for (const name of ["worker", "vote", "result"]) await start(name);
  return {
    vote: `http://${at("vote")}`,
    result: `http://${at("result")}`,
    admin: (name) => `http://${at(`${name}Admin`)}`,
    processes,
    start,
    async stop() {
      for (const name of ["vote", "worker", "result"]) await processes[name].stop();
      servers.child.stdin.end();
      await servers.ended;
    },
  };
}
