// ./dev bench abuse: what honest people notice while strangers hold 2,000 connections and waste them, each way of it in turn,
// beside the same traffic without them just before; what such a connection costs; and whether a million requests that are
// all different leave anything behind. ABUSE_BENCH_CONNECTIONS, ABUSE_BENCH_SECONDS and ABUSE_BENCH_VISITS change how much.
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { pause, startStack } from "../tests/e2e/stack.mjs";
import { pageSize, resident } from "./deployment.mjs";

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const connections = number("ABUSE_BENCH_CONNECTIONS", 2000);
const seconds = number("ABUSE_BENCH_SECONDS", 8);
const visits = number("ABUSE_BENCH_VISITS", 1_000_000);
const goal = { ratio: 2, kib: 16, grownKib: 1024 };

const page = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const form = (length) =>
  `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n`;

/** `first` is said at once, then a byte of `then` every second, over and over; who does not `read` leaves answers lying. */
const abuses = [
  { name: "heads that never end", of: "vote", first: "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", then: "a", reads: true },
  { name: "bodies that never end", of: "vote", first: `${form(4000)}\r\n`, then: "a", reads: true },
  { name: "answers never read", of: "vote", first: page.repeat(30), then: "", reads: false },
  { name: "nothing said", of: "vote", first: "", then: "", reads: true },
  { name: "a byte at a time", of: "vote", first: "", then: page, reads: true },
  {
    name: "viewers who read nothing",
    of: "result",
    first: "GET /events?poll=default HTTP/1.1\r\nHost: x\r\n\r\n",
    then: "",
    reads: false,
  },
];

/** Holds the connections until its parent lets go; who is shut out comes again. In a process of its own. */
function beStrangers({ first, then, reads }, port) {
  const waste = () => {
    const socket = connect(port, "127.0.0.1");
    let said = 0;
    const drip = then && setInterval(() => socket.write(then[said++ % then.length]), 1000);
    socket.on("connect", () => first && socket.write(first));
    socket.on("error", () => {}); // "close" follows
    socket.on("close", () => {
      clearInterval(drip);
      setTimeout(waste, 200);
    });
    if (reads) socket.resume();
    else socket.pause();
  };
  for (let i = 0; i < connections; ++i) setTimeout(waste, (1000 * i) / connections);
  process.on("disconnect", () => process.exit());
}

/** Asks by a connection of its own, due at `due`, by an open loop: its time counts from then. */
function ask(port, question, due, seen) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(question));
    let answer = "";
    const limit = setTimeout(() => socket.destroy(), 5000);
    socket.setEncoding("latin1");
    socket.on("data", (text) => (answer += text));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(limit);
      seen.ms.push(performance.now() - due);
      if (!/^HTTP\/1\.1 (200|303) /.test(answer)) ++seen.errors;
      done();
    });
  });
}

/** Pages of both services and votes, 60 a second together. */
async function honest(ports, duration) {
  const get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const post = `${form(6)}Connection: close\r\n\r\nvote=a`;
  const seen = { ms: [], errors: 0 };
  const begin = performance.now() + 50;
  const asked = [];
  for (let i = 0; i < duration * 60; ++i) {
    const due = begin + (1000 * i) / 60;
    await pause(Math.max(0, due - performance.now()));
    asked.push(ask(i % 3 === 2 ? ports.result : ports.vote, i % 3 === 1 ? post : get, due, seen));
  }
  await Promise.all(asked);
  const sorted = seen.ms.sort((a, b) => a - b);
  return { p99: sorted[Math.floor(0.99 * sorted.length)], errors: seen.errors };
}

/** What the kernel holds for TCP, of both ends, since both are on this machine. */
const kernel = () => Number(/^TCP: .* mem (\d+)$/m.exec(readFileSync("/proc/net/sockstat", "latin1"))[1]) * pageSize;

/** Requests of which no two have the same path, host or cookie. */
async function visit(port, first, count) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.setEncoding("latin1");
  const status = "HTTP/1.1 404";
  const atOnce = 32;
  for (let done = 0; done < count; done += atOnce) {
    let all = "";
    for (let i = 0; i < atOnce; ++i) {
      const id = first + done + i;
      all += `HEAD /${id} HTTP/1.1\r\nHost: h${id}.example\r\nCookie: voter=${id}\r\n\r\n`;
    }
    socket.write(all);
    let rest = "";
    for (let ends = 0; ends < atOnce;) {
      const [text] = await once(socket, "data");
      const parts = (rest + text).split(status);
      ends += parts.length - 1;
      rest = parts.at(-1).slice(1 - status.length);
    }
  }
  socket.destroy();
}

async function visitAll(port, first, count) {
  const lanes = 8;
  await Promise.all(Array.from({ length: lanes }, (_, i) => visit(port, first + (i * count) / lanes, count / lanes)));
}

/** One line of the table; whether it is within the goals. */
async function suffer(abuse, stack, ports) {
  const { pid } = stack.processes[abuse.of].child;
  const without = await honest(ports, seconds);
  const [before, kernelBefore] = [resident(pid), kernel()];
  const strangers = fork(new URL(import.meta.url).pathname, [JSON.stringify(abuse), String(ports[abuse.of])]);
  await pause(2000);
  const withThem = await honest(ports, seconds);
  const cost = [resident(pid) - before, kernel() - kernelBefore].map(
    (bytes) => Math.max(0, bytes) / 1024 / connections,
  );
  strangers.disconnect();
  await once(strangers, "exit");
  const ratio = withThem.p99 / without.p99;
  const cells = [without.p99.toFixed(1), withThem.p99.toFixed(1), ratio.toFixed(2), withThem.errors];
  const row = [...cells, ...cost.map((kib) => kib.toFixed(1))].map((cell) => String(cell).padStart(9)).join("");
  console.log(abuse.name.padEnd(26) + row);
  await pause(1000);
  return ratio <= goal.ratio && withThem.errors === 0 && cost[0] <= goal.kib;
}

async function main() {
  const stack = await startStack();
  try {
    const ports = Object.fromEntries(["vote", "result"].map((name) => [name, Number(new URL(stack[name]).port)]));
    await honest(ports, 2);
    console.log(`${connections} connections of strangers; honest pages and votes, 60/s, p99 in ms; KiB a connection`);
    const titles = ["without", "with", "ratio", "errors", "process", "kernel"];
    console.log(" ".repeat(26) + titles.map((title) => title.padStart(9)).join(""));
    let good = true;
    for (const abuse of abuses) good = (await suffer(abuse, stack, ports)) && good;

    await visitAll(ports.vote, 0, visits / 10);
    const before = resident(stack.processes.vote.child.pid);
    await visitAll(ports.vote, visits, visits);
    const grown = (resident(stack.processes.vote.child.pid) - before) / 1024;
    console.log(`${visits} requests, no two with the same path, host or cookie: ${grown} KiB more than before`);
    if (!good || grown > goal.grownKib) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
}

if (process.send) beStrangers(JSON.parse(process.argv[2]), Number(process.argv[3]));
else await main();
