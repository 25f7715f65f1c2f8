// deploy/proxy/haproxy.cfg, with a real HAProxy: who sends half a request goes, and one address does not take all.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { freePort, startProxy } from "../e2e/proxy.mjs";
import { load } from "./files.mjs";

const text = load("deploy/proxy/haproxy.cfg");
const behind = createServer((request, response) => response.end("served"));
before(() => once(behind.listen(0, "127.0.0.1"), "listening"));
after(() => behind.close());

/** The file as it is, but for places: no name server is asked who is behind it. `change` is given the text. */
async function start(change = (same) => same) {
  const [vote, result, health] = [await freePort(), await freePort(), await freePort()];
  const here = text
    .replace("bind :8080", `bind 127.0.0.1:${vote}`)
    .replace("bind :8081", `bind 127.0.0.1:${result}`)
    .replace("127.0.0.1:8404", `127.0.0.1:${health}`)
    .replaceAll(/server-template (\w+) .*/g, `server $1 127.0.0.1:${behind.address().port}`)
    .replace(/resolvers engine\n(?: .*\n)+/, "");
  const proxy = await startProxy("haproxy", vote, () => change(here));
  return { ...proxy, vote, result };
}

/** A connection from `from` that says this; `closed` resolves with what it heard once the other side has closed. */
async function say(port, words, from = "127.0.0.9") {
  const socket = connect({ host: "127.0.0.1", port, localAddress: from });
  let heard = "";
  socket.setEncoding("utf8").on("data", (bytes) => (heard += bytes));
  socket.on("error", () => {});
  const closed = new Promise((done) => socket.on("close", () => done(heard)));
  await once(socket, "connect").catch(() => {});
  socket.write(words);
  return { socket, closed, heard: () => heard };
}

const whole = "GET / HTTP/1.1\r\nHost: vote\r\n\r\n";
const late = (ms) => new Promise((done) => setTimeout(done, ms, "still open").unref());

test("HAProxy takes the file, without a warning", async () => {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-haproxy-"));
  try {
    await writeFile(join(folder, "conf"), text);
    const path = `${process.env.PATH}:/usr/sbin`;
    const { stdout, stderr } = await promisify(execFile)("haproxy", ["-c", "-f", join(folder, "conf")], {
      env: { ...process.env, PATH: path },
    });
    assert.doesNotMatch(stdout + stderr, /WARNING|ALERT/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a head that does not end, or trickles, ends with 408; half a dozen of them hold up nobody", async () => {
  const proxy = await start();
  const trickling = [];
  try {
    const slow = await Promise.all(
      Array.from({ length: 6 }, () => say(proxy.vote, "GET / HTTP/1.1\r\nHost: vote\r\n")),
    );
    trickling.push(setInterval(() => slow.forEach(({ socket }) => socket.write("X-A: b\r\n")), 500));
    const quick = await say(proxy.vote, whole, "127.0.0.8");
    const answer = await Promise.race([once(quick.socket, "data").then(quick.heard), late(2000)]);
    assert.match(answer, /^HTTP\/1.1 200/);
    quick.socket.destroy();
    for (const { closed } of slow) assert.match(await Promise.race([closed, late(10000)]), /^HTTP\/1.1 408/);
  } finally {
    trickling.forEach(clearInterval);
    await proxy.stop();
  }
});

test("one address has its share of the connections, and others are served", async () => {
  const share = Number(/sc0_conn_cur gt (\d+)/.exec(text)[1]);
  const [all, page] = [...text.matchAll(/^ {2}maxconn (\d+)/gm)].map(([, n]) => Number(n));
  assert.ok(share >= 1000 && share < page && page < all, `${share} of ${page} of ${all}`);

  const proxy = await start((conf) => conf.replaceAll(/conn_cur gt \d+/g, "conn_cur gt 5"));
  const open = [];
  try {
    for (const port of [proxy.vote, proxy.result]) {
      for (let n = 0; n < 5; ++n) {
        const one = await say(port, whole);
        open.push(one.socket);
        await once(one.socket, "data");
      }
      const more = await say(port, whole);
      assert.equal(await Promise.race([more.closed, late(5000)]), "");
      const other = await say(port, whole, "127.0.0.8");
      open.push(other.socket);
      assert.match(await Promise.race([once(other.socket, "data").then(other.heard), late(5000)]), /^HTTP\/1.1 200/);
    }
  } finally {
    open.forEach((socket) => socket.destroy());
    await proxy.stop();
  }
});

test("one address asks as often as a hall does, and no more", async () => {
  const rate = Number(/sc0_http_req_rate gt (\d+)/.exec(text)[1]);
  assert.ok(rate >= 10000, `${rate} in 10 s`);
  const proxy = await start((conf) => conf.replaceAll(/req_rate gt \d+/g, "req_rate gt 20"));
  try {
    const statuses = [];
    for (let n = 0; n < 30; ++n) statuses.push((await fetch(`http://127.0.0.1:${proxy.vote}/`)).status);
    assert.deepEqual([...new Set(statuses)], [200, 429]);
    const other = await say(proxy.vote, whole, "127.0.0.8");
    assert.match(await Promise.race([once(other.socket, "data").then(other.heard), late(5000)]), /^HTTP\/1.1 200/);
    other.socket.destroy();
  } finally {
    await proxy.stop();
  }
});
