// Redis, PostgreSQL and the three services for a measurement, with nothing between them.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, Process, startServers } from "../tests/e2e/stack.mjs";
import { toToml } from "../tests/e2e/polls.mjs";

export const build = process.env.SCRUTIN_BUILD ?? new URL("../build/release", import.meta.url).pathname;

export const pageSize = 4096;
const ticksPerSecond = 100;

/** Bytes that a process holds in memory. */
export const resident = (pid) => Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * pageSize;

/** Seconds of CPU that a process has used, in steps of 10 ms. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export async function startDeployment({ polls, env = {} }) {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-bench-"));
  const file = join(folder, "scrutin.toml");
  await writeFile(file, toToml(polls));
  const servers = await startServers();
  const at = (name, what) => `http://${servers.given[`SCRUTIN_${name.toUpperCase()}_${what}`]}`;
  const settings = {
    PATH: process.env.PATH,
    ...servers.given,
    SCRUTIN_CONFIG: file,
    SCRUTIN_VOTE_RESULT_URL: at("result", "LISTEN"),
    SCRUTIN_RESULT_VOTE_URL: at("vote", "LISTEN"),
    ...env,
  };
  const processes = {};
  const start = async (name) => {
    const begun = performance.now();
    const one = new Process(name, `${build}/${name}/${name}`, [], settings);
    one.keepLog();
    processes[name] = one;
    await eventually(`${name} is ready`, async () => {
      if (!one.runs) throw new Error(`${name} ended: ${one.log}`);
      return (await fetch(`${at(name, "ADMIN")}/readyz`).catch(() => null))?.ok;
    });
    return performance.now() - begun;
  };
  for (const name of ["worker", "vote", "result"]) await start(name);
  return {
    vote: at("vote", "LISTEN"),
    result: at("result", "LISTEN"),
    redis: servers.given.SCRUTIN_REDIS_URL,
    pid: (name) => processes[name].child.pid,
    /** Ends that process and starts it anew: milliseconds from its start until it said that it is ready. */
    async restart(name) {
      await processes[name].stop();
      return start(name);
    },
    async stop() {
      for (const name of ["vote", "worker", "result"]) await processes[name].stop();
      await servers.stop();
      await rm(folder, { recursive: true });
    },
  };
}
