// The three services and their servers, private to one test file, on free ports.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { toToml } from "./polls.mjs";
import { Wire } from "./wire.mjs";

const build = process.env.SCRUTIN_BUILD ?? new URL("../../build/release", import.meta.url).pathname;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Resolves with what `check()` answers once that is truthy, rejects when it takes longer than `ms`. */
export async function eventually(what, check, ms = 15000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await pause(20);
  }
}

/** A program that runs beside a test. `log` is what it says on standard error, and after `keepLog()` all that it says. */
export class Process {
  constructor(name, command, args, env) {
    this.name = name;
    this.log = "";
    this.child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.child.stderr.on("data", (bytes) => (this.log += bytes));
    this.ended = once(this.child, "exit").catch((error) => (this.log += error.message));
  }

  keepLog() {
    this.child.stdout.on("data", (bytes) => (this.log += bytes));
  }

  get runs() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Stands still until `resume()`. Of many threads one takes the signal; on a busy machine the others go on until it gets its turn. */
  async suspend() {
    const tasks = `/proc/${this.child.pid}/task`;
    this.child.kill("SIGSTOP");
    await eventually(`${this.name} stands still`, async () => {
      const all = await Promise.all(
        (await readdir(tasks)).map((task) => readFile(`${tasks}/${task}/stat`, "utf8").catch(() => "")),
      );
      return all.every((stat) => stat === "" || /\) T[^)]*$/.test(stat));
    });
  }

  resume() {
    this.child.kill("SIGCONT");
  }

  /** Waits for the end; after `patience` ms, where that is given, it comes by force. */
  async stop(signal = "SIGTERM", patience = 0) {
    if (this.runs) this.child.kill(signal);
    const late = patience ? setTimeout(() => this.child.kill("SIGKILL"), patience) : undefined;
    await this.ended;
    clearTimeout(late);
    return this.child.exitCode;
  }
}

/** A Redis and a PostgreSQL of their own: `given` are the settings by which the services find them, and addresses for those. */
export async function startServers() {
  const servers = new Process("servers", `${build}/tests/support/servers`, [], process.env);
  const given = {};
  for await (const line of createInterface({ input: servers.child.stdout })) {
    if (line === "ready") break;
    const [name, ...value] = line.split("=");
    given[name] = value.join("=");
  }
  if (!given.SCRUTIN_REDIS_URL || !given.SCRUTIN_POSTGRES_URL)
    throw new Error(`no servers by ${build}: ${await servers.ended.then(() => servers.log)}`);
  return {
    given,
    async stop() {
      servers.child.stdin.end();
      await servers.ended;
    },
  };
}

/**
 * Starts everything. `polls` as toToml takes them; without, the services ask their own default poll. `env` is the services'
 * environment beyond the addresses. Of `services` the others are somebody else's; `tables` is SQL that makes the tables of theirs.
 */
export async function startStack({ polls = [], env = {}, services = ["worker", "vote", "result"], tables = "" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-e2e-"));
  const file = join(folder, "scrutin.toml");
  const writePolls = (wanted) => writeFile(file, typeof wanted === "string" ? wanted : toToml(wanted));
  await writePolls(polls);

  const servers = await startServers();
  const { given } = servers;

  // Between vote and Redis, so that a test can take Redis away.
  const redis = await Wire.open(given.SCRUTIN_REDIS_URL);
  const at = (name, what = "LISTEN") => `http://${given[`SCRUTIN_${name.toUpperCase()}_${what}`]}`;
  const settings = {
    PATH: process.env.PATH,
    ...given,
    SCRUTIN_VOTE_RESULT_URL: at("result"),
    SCRUTIN_RESULT_VOTE_URL: at("vote"),
    SCRUTIN_CONFIG: file,
    SCRUTIN_REDIS_TIMEOUT_MS: "20000", // a busy machine keeps servers from answering, too
    ...env,
  };
  const processes = {};
  const start = async (name, more = {}) => {
    const own = name === "vote" ? { SCRUTIN_REDIS_URL: `redis://${new URL(redis.url).host}/0` } : {};
    processes[name] = new Process(name, `${build}/${name}/${name}`, [], { ...settings, ...own, ...more });
    processes[name].keepLog();
    await eventually(`${name} is ready`, async () => {
      if (!processes[name].runs) throw new Error(`${name} ended: ${processes[name].log}`);
      return (await fetch(`${at(name, "ADMIN")}/readyz`).catch(() => null))?.ok;
    });
  };
  const sql = async (text) => {
    const psql = new Process(
      "psql",
      "psql",
      ["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", text, given.SCRUTIN_POSTGRES_URL],
      process.env,
    );
    if ((await psql.stop(0)) !== 0) throw new Error(`psql: ${psql.log}`);
  };
  const stop = async () => {
    for (const name of ["vote", "worker", "result"]) await processes[name]?.stop();
    await redis.close();
    await servers.stop();
    await rm(folder, { recursive: true });
  };
  try {
    if (tables) await sql(tables);
    if (services.includes("worker")) await start("worker"); // makes the tables
    await Promise.all(services.filter((name) => name !== "worker").map((name) => start(name)));
  } catch (error) {
    await stop(); // else the test's own process would wait for these for ever
    throw error;
  }

  let seen = 0; // the sequence of the latest tally
  const stack = {
    vote: at("vote"),
    result: at("result"),
    admin: (name) => at(name, "ADMIN"),
    redis,
    postgres: given.SCRUTIN_POSTGRES_URL,
    processes,
    start,

    /** A command of that program, with its settings and `more`: what it prints. */
    async command(name, args, more = {}) {
      const options = { env: { ...settings, ...more } };
      return (await promisify(execFile)(`${build}/${name}/${name}`, args, options)).stdout;
    },
    sql,

    /** New codes for voters of a poll with a roll, once `vote` takes votes by them. */
    async codes(poll, count) {
      const csv = await stack.command("worker", ["codes", "--poll", poll, "--count", `${count}`]);
      const [, ...lines] = csv.trim().split("\n");
      if (lines.length !== count) throw new Error(`worker codes: ${csv}`);
      // What is wrong with a code is told once the roll is there.
      await eventually(`the roll of ${poll} is in Redis`, async () => {
        const body = new URLSearchParams({ vote: "a", code: "0000-0000-0000-0000" });
        return (await fetch(`${stack.vote}/polls/${poll}`, { method: "POST", body })).status === 403;
      });
      return lines.map((line) => line.split(",")[0]);
    },

    /** The settings file with other polls; `reload` makes the services read it. Text is taken as it is. */
    writePolls,
    reload() {
      for (const name of ["worker", "vote", "result"]) processes[name].child.kill("SIGHUP");
    },

    /** One new voter's vote, without a browser: the answer, and the cookies. `choice`: an option's id, or several. */
    async cast(poll, choice, headers = {}) {
      const answer = await fetch(`${stack.vote}/polls/${poll}`, {
        method: "POST",
        headers: { Accept: "application/json", ...headers },
        body: new URLSearchParams([choice].flat().map((id) => ["vote", id])),
      });
      if (answer.status !== 201)
        throw new Error(`${poll}: a vote for ${choice} was answered ${answer.status} ${await answer.text()}`);
      const cookies = answer.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
      return { ...(await answer.json()), cookies };
    },

    /** Each option as many votes as `wanted` says: { a: 3, b: 1 }. Keys with commas are multiple choices. */
    async castAll(poll, wanted) {
      const votes = Object.entries(wanted).flatMap(([ids, n]) => Array(n).fill(ids.split(",")));
      for (let done = 0; done < votes.length; done += 50) {
        await Promise.all(votes.slice(done, done + 50).map((choice) => stack.cast(poll, choice)));
      }
    },

    /** The tally, never older than one that was told before: each loop of result is told of votes at its own moment. */
    async tally(poll, query = "") {
      for (const deadline = Date.now() + 5000; ;) {
        const answer = await fetch(`${stack.result}/api/polls/${poll}/results${query}`);
        const tally = await answer.json();
        if (!tally.public || tally.sequence >= seen || Date.now() > deadline) {
          if (tally.public) seen = tally.sequence;
          return tally;
        }
        await new Promise((done) => setTimeout(done, 20));
      }
    },

    stop,
  };
  return stack;
}
