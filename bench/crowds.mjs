// What a hall notices: the lines that crowd measures, all of it on one machine.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { optionsOf } from "../tests/e2e/polls.mjs";
import { pause } from "../tests/e2e/stack.mjs";
import { build, cpuOf, resident, startDeployment } from "./deployment.mjs";
import { figureLine } from "./table.mjs";

const poll = (id) => ({ id, question: "Cats or dogs?", options: optionsOf("Cats", "Dogs") });
const polls = [poll("left"), poll("right")];

/** What crowd reports. Where it broke its promise, it stops all. */
async function crowd(stack, id, args) {
  const run = [`${build}/crowd/crowd`, ["run", stack.vote, "--poll", id, ...args, "--json", "-"]];
  const { stdout } = await promisify(execFile)(...run, { maxBuffer: 1e8 });
  return JSON.parse(stdout);
}

async function repeated(rounds, tell, measure) {
  const all = [];
  for (let round = 1; round <= rounds; ++round) {
    all.push(await measure());
    const p99 = Object.entries(all.at(-1).times_ms)
      .filter(([, time]) => time.count)
      .map(([what, time]) => `${what} ${time.p99.toFixed(1)}`);
    tell(`round ${round} of ${rounds}, p99 in ms: ${p99.join(", ")}`);
  }
  return all;
}

/** Everyone in a hall at once. */
export async function hallLines({ rounds, people, tell }) {
  const stack = await startDeployment({ polls });
  try {
    const args = ["--people", `${people}`, "--arrive", "5"];
    const all = await repeated(rounds, tell, () => crowd(stack, "left", args));
    const name = `hall, ${people} phones in 5 s`;
    const p99 = (what) => all.map((one) => one.times_ms[what].p99);
    const lost = all.map((one) => people + one.counts.changes - one.counts.recorded);
    return [
      figureLine({ name: `${name}: page, p99`, unit: "ms", measured: p99("page"), goal: 100 }),
      figureLine({ name: `${name}: vote, p99`, unit: "ms", measured: p99("vote"), goal: 100 }),
      figureLine({ name: `${name}: not recorded`, unit: "votes", measured: lost, goal: 0 }),
    ];
  } finally {
    await stack.stop();
  }
}

/** A steady stream of votes, a few screens. */
export async function screenLines({ rounds, seconds, tell }) {
  const stack = await startDeployment({ polls });
  try {
    const rate = 1000;
    const size = ["--people", `${rate * seconds}`, "--arrive", `${seconds}`, "--think", "0.5", "--change", "0"];
    const args = [...size, "--no-assets", "--sockets", "10", "--gather", "0.5"];
    const all = await repeated(rounds, tell, () => crowd(stack, "left", args));
    return [
      ["p50", 10],
      ["p99", 50],
    ].map(([share, goal]) => {
      const measured = all.map((one) => one.times_ms.screen[share]);
      return figureLine({
        name: `from "recorded" to the screen, ${rate} votes/s, ${share}`,
        unit: "ms",
        measured,
        goal,
      });
    });
  } finally {
    await stack.stop();
  }
}

/** Many who watch two polls in which people vote. */
export async function viewerLines({ viewers, seconds, tell }) {
  const stack = await startDeployment({ polls });
  try {
    await crowd(stack, "left", ["--people", "200", "--sockets", "20", "--arrive", "1"]); // everything was used once
    const gather = Math.ceil(viewers / 1000);
    const args = ["--people", `${100 * seconds}`, "--arrive", `${seconds}`, "--sockets", `${viewers / 2}`];
    const before = resident(stack.pid("result"));
    const spent = cpuOf(stack.pid("result"));
    const both = Promise.all(
      polls.map(({ id }) => crowd(stack, id, [...args, "--gather", `${gather}`, "--threads", "1", "--change", "0"])),
    );
    let most = 0;
    let done = false;
    both.finally(() => (done = true)).catch(() => {});
    while (!done) {
      most = Math.max(most, resident(stack.pid("result")));
      await pause(200);
    }
    const all = await both;
    const frames = all.reduce((sum, one) => sum + one.counts.frames, 0);
    const cost = (1e6 * (cpuOf(stack.pid("result")) - spent)) / frames;
    const name = `${viewers} viewers, two polls, 200 votes/s`;
    const lost = all.map((one) => one.counts.disconnects);
    tell(`${frames} frames, lost connections ${lost}, busy ${all.map((one) => one.busy.toFixed(2))}`);
    const p99 = (what) => [Math.max(...all.map((one) => one.times_ms[what].p99))];
    return [
      figureLine({ name: `${name}: age, p99`, unit: "ms", measured: p99("screen"), goal: 250 }),
      figureLine({ name: `${name}: page, p99`, unit: "ms", measured: p99("page"), goal: 100 }),
      figureLine({ name: `${name}: CPU of result a frame`, unit: "us", measured: [cost] }),
      figureLine({ name: `${name}: memory`, unit: "KiB each", measured: [(most - before) / 1024 / viewers], goal: 6 }),
    ];
  } finally {
    await stack.stop();
  }
}

/** What it costs to have it, and nobody there. */
export async function idleLines({ seconds, tell }) {
  const stack = await startDeployment({ polls });
  try {
    const names = ["vote", "result", "worker"];
    const ready = {};
    for (const name of names) ready[name] = await stack.restart(name); // the worker made its tables at its first start
    await pause(2000);
    const used = () => names.reduce((sum, name) => sum + cpuOf(stack.pid(name)), 0);
    const before = used();
    await pause(1000 * seconds);
    const percent = (100 * (used() - before)) / seconds;
    tell(`ready after ${names.map((name) => `${name} ${ready[name].toFixed(0)} ms`).join(", ")}`);
    const most = (of) => [Math.max(...names.map(of))];
    const mib = (name) => resident(stack.pid(name)) / 1024 / 1024;
    return [
      figureLine({ name: "idle: CPU of the three", unit: "% of a core", measured: [percent], goal: 0.3 }),
      figureLine({
        name: "start to ready, the slowest",
        unit: "ms",
        measured: most((name) => ready[name]),
        goal: 150,
      }),
      figureLine({ name: "idle: memory, the largest", unit: "MiB", measured: most(mib), goal: 20 }),
    ];
  } finally {
    await stack.stop();
  }
}
