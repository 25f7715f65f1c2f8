// The link to the server through all that a network does, without waiting for it.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../result/assets/link.js";
import { enterBrowser } from "./fake_browser.mjs";

let browser;
let heard;
let speakers; // by which connection each came
let lost;
let link;
beforeEach(() => {
  browser = enterBrowser();
  heard = [];
  speakers = [];
  lost = 0;
});
afterEach(() => {
  link.stop();
  browser.leave();
});

function follow(query = "poll=pets", base = "") {
  link = connect(
    base,
    query,
    (data, { by, ...how }) => {
      heard.push([data, how]);
      speakers.push(by);
    },
    () => ++lost,
  );
}

const latest = (list) => list[list.length - 1];
const texts = () => heard.map(([data]) => data);
const seconds = (n) => browser.clock.go(n * 1000);

/** Until what is opened next is a stream: each WebSocket ends before it has told anything. */
async function toEvents() {
  while (!browser.streams.length) {
    latest(browser.sockets).end();
    await seconds(2);
  }
}

test("a WebSocket brings the messages, and its first one is marked", () => {
  follow("poll=pets&receipt=1");
  assert.deepEqual(
    browser.sockets.map(({ url }) => url),
    ["wss://example.org/ws?poll=pets&receipt=1"],
  );
  browser.sockets[0].tell("one");
  browser.sockets[0].tell("two");
  assert.deepEqual(heard, [
    ["one", { fresh: true }],
    ["two", { fresh: false }],
  ]);
  assert.ok(speakers[0]);
  assert.equal(speakers[0], speakers[1]);
});

test("a WebSocket with a beat stays, and nothing is asked", async () => {
  follow();
  for (let n = 0; n < 20; ++n) {
    browser.sockets[0].tell("beat");
    await seconds(3);
  }
  assert.equal(browser.sockets.length, 1);
  assert.equal(lost, 0);
  assert.deepEqual(browser.asked, []);
});

test("one that falls silent is over after 9 s at most, and another is tried", async () => {
  follow();
  browser.sockets[0].tell("one");
  await seconds(9);
  assert.equal(browser.sockets[0].open, false);
  assert.equal(lost, 1);
  await seconds(1);
  assert.equal(browser.sockets.length, 2);
  browser.sockets[0].tell("late");
  browser.sockets[1].tell("two");
  assert.deepEqual(texts(), ["one", "two"], "what was ended is not heard any more");
});

test("where two WebSockets brought nothing, events do", async () => {
  follow();
  await toEvents();
  assert.equal(browser.sockets.length, 2);
  assert.equal(browser.streams[0].url, "https://example.org/events?poll=pets");
  browser.streams[0].tell("tally", "one");
  assert.deepEqual(heard, [["one", { fresh: true }]]);
});

test("a WebSocket that is tried beside events takes over once it lasts", async () => {
  follow();
  await toEvents();
  const [stream] = browser.streams;
  for (let n = 0; n < 20; ++n) {
    stream.tell("beat", "beat");
    await seconds(3);
  }
  assert.equal(browser.sockets.length, 3, "a minute later it is tried");
  const socket = latest(browser.sockets);
  for (let n = 0; n < 4; ++n) {
    assert.equal(stream.open, true);
    socket.tell("beat");
    stream.tell("beat", "beat");
    await seconds(2.9);
  }
  socket.tell("beat");
  assert.equal(stream.open, false);
  await seconds(3);
  socket.tell("tally");
  assert.equal(latest(texts()), "tally");
});

test("while nothing delivers the tally is asked for, with the receipt", async () => {
  browser.answers = ["one", "two"];
  follow("poll=pets&receipt=1");
  browser.sockets[0].end();
  await seconds(8);
  assert.deepEqual(browser.asked, ["/api/polls/pets/results?receipt=1"]);
  assert.deepEqual(heard, [["one", { asked: true }]]);
  await seconds(5);
  assert.deepEqual(texts(), ["one", "two"]);
});

test("who hears does not ask", async () => {
  browser.answers = ["one"];
  follow();
  browser.sockets[0].end();
  await seconds(8);
  assert.equal(browser.asked.length, 1);
  const open = [...browser.sockets, ...browser.streams].find((one) => one.open);
  for (let n = 0; n < 10; ++n) {
    if (open.onmessage) open.tell("beat");
    else open.tell("beat", "beat");
    await seconds(3);
  }
  assert.equal(browser.asked.length, 1);
});

test("a question without an answer is given up, and the next one comes later", async () => {
  follow();
  browser.sockets[0].end();
  await seconds(8);
  assert.equal(browser.asked.length, 1);
  await seconds(8 + 9); // our patience, and twice the usual pause
  assert.equal(browser.asked.length, 1);
  await seconds(1);
  assert.equal(browser.asked.length, 2);
});

test("a phone that slept knows at once that its connection is over", async () => {
  follow();
  browser.sockets[0].tell("one");
  browser.clock.ahead += 60000; // no timer rang
  link.hasten();
  assert.equal(lost, 1);
  assert.equal(browser.sockets.length, 2, "and does not wait to try again");
});

test("a clock that was set back neither ends a connection nor keeps one that is silent", async () => {
  follow();
  browser.sockets[0].tell("one");
  browser.clock.ahead -= 3600000;
  await seconds(1);
  assert.equal(browser.sockets[0].open, true);
  await seconds(9);
  assert.equal(browser.sockets[0].open, false);
  assert.equal(lost, 1);
});

test("without a network the connection is over", () => {
  follow();
  browser.sockets[0].tell("one");
  link.drop();
  assert.equal(browser.sockets[0].open, false);
  assert.equal(lost, 1);
});

test("what is stopped leaves nothing open and nothing waiting", async () => {
  follow();
  await toEvents();
  browser.streams[0].tell("tally", "one");
  link.stop();
  assert.deepEqual(
    [...browser.sockets, ...browser.streams].filter((one) => one.open),
    [],
  );
  assert.equal(browser.clock.waiting, 0);
  browser.streams[0].tell("tally", "two");
  assert.deepEqual(texts(), ["one"]);
});
