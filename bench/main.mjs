// ./dev bench: every line of the table, or those of the parts that are named. The table goes to the standard output, what goes on to
// the standard error. Exit status 1 where a line misses its goal by more than its spread.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { hallLines, idleLines, screenLines, viewerLines } from "./crowds.mjs";
import { build } from "./deployment.mjs";
import { flaskLines, pageLines } from "./peers.mjs";
import { met, toMarkdown } from "./table.mjs";

/** The lines that a program of ours prints. */
async function programLines(name, args) {
  // Our services take no variable that is no setting.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("SCRUTIN_")));
  const program = spawn(`${build}/bench/${name}`, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  program.stdout.on("data", (bytes) => (text += bytes));
  const [status] = await new Promise((done) => program.on("close", (...end) => done(end)));
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Each part by its name, as it is measured for the table and, with --quick, to see whether it works. */
const parts = {
  vote: ({ quick }) => programLines("vote_bench", quick ? ["--rounds", "1", "--seconds", "1"] : []),
  page: ({ quick, tell }) => pageLines({ rounds: quick ? 1 : 5, seconds: quick ? 1 : 3, tell }),
  flask: ({ quick, tell }) => flaskLines({ rounds: quick ? 1 : 5, seconds: quick ? 1 : 3, tell }),
  sync: ({ quick }) => {
    const small = ["--rounds", "1", "--votes", "20000", "--rows", "100000"];
    return programLines("sync_bench", quick ? small : []);
  },
  screen: ({ quick, tell }) => screenLines({ rounds: quick ? 1 : 3, seconds: quick ? 1 : 10, tell }),
  viewers: ({ quick, tell }) => viewerLines({ viewers: quick ? 200 : 10000, seconds: quick ? 2 : 20, tell }),
  hall: ({ quick, tell }) => hallLines({ rounds: quick ? 1 : 3, people: quick ? 200 : 10000, tell }),
  idle: ({ quick, tell }) => idleLines({ seconds: quick ? 1 : 30, tell }),
};

const usage = `usage: ./dev bench [PART...] [--quick] [--json FILE]
  PART     ${Object.keys(parts).join(", ")}; without any, all of them; or abuse, alone
  --quick  each once and small: whether it works, not how fast it is
  --json   the lines for programs too
`;

/** How much of the machine nobody else uses, in percent, over a second. */
async function idleShare() {
  const read = () => {
    const times = readFileSync("/proc/stat", "latin1").split("\n")[0].trim().split(/\s+/).slice(1).map(Number);
    return { idle: times[3] + times[4], all: times.reduce((sum, time) => sum + time, 0) };
  };
  const before = read();
  await new Promise((done) => setTimeout(done, 1000));
  const after = read();
  return Math.round((100 * (after.idle - before.idle)) / (after.all - before.all));
}

async function main() {
  const options = { quick: { type: "boolean", default: false }, json: { type: "string" } };
  let given;
  try {
    given = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    given = { wrong: error.message };
  }
  const names = given.positionals?.length ? given.positionals : Object.keys(parts);
  const unknown = names.filter((name) => !(name in parts));
  if (given.wrong || unknown.length) {
    process.stderr.write(`${given.wrong ?? `there is no part "${unknown[0]}"`}\n${usage}`);
    return 2;
  }
  const { quick, json } = given.values;
  const machine = `${cpus()[0].model}, ${cpus().length} cores, ${await idleShare()} % idle before, load ${loadavg()[0]}`;
  const lines = [];
  for (const [at, name] of names.entries()) {
    const tell = (text) => process.stderr.write(`  ${text}\n`);
    process.stderr.write(`[${at + 1} of ${names.length}] ${name}\n`);
    lines.push(...(await parts[name]({ quick, tell })));
  }
  console.log(`${machine}\n\n${toMarkdown(lines)}`);
  if (json) writeFileSync(json, `${JSON.stringify({ machine, quick, lines }, null, 1)}\n`);
  return lines.some((line) => met(line) === "no") && !quick ? 1 : 0;
}

process.exitCode = await main();
