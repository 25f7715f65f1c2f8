// Compose files in the manner of those that people have, with nothing of ours in them but the images' names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, Project } from "./engine.mjs";

const command = process.env.COMPOSE.split(" ");
const ports = { vote: process.env.VOTE_PORT, result: process.env.RESULT_PORT };

for (const [name, words] of [
  ["lab", { vote: /started as "python app\.py"/, result: /started as "\S*nodemon --inspect=0\.0\.0\.0 server\.js"/ }],
  [
    "sheet",
    { vote: /with --vote-listen 0\.0\.0\.0:80 .*--vote-workers 4 --vote-keep-alive 0/, worker: /"dotnet Worker\.dll"/ },
  ],
  ["platform", {}],
]) {
  test(`a stack in the manner of ${name}.yml starts, and a vote in it is counted`, async () => {
    const file = new URL(`samples/${name}.yml`, import.meta.url).pathname;
    const project = new Project([...command, "-f", file], `${process.env.STACK_PROJECT}-${name}`, {});
    try {
      await project.compose("up", "-d");
      await eventually("a vote is taken", async () => {
        const answer = await fetch(`http://127.0.0.1:${ports.vote}/`, {
          method: "POST",
          body: new URLSearchParams({ vote: "b" }),
          redirect: "manual",
          signal: AbortSignal.timeout(5000),
        });
        return answer.status === 303;
      });
      await eventually("the page says so", async () => {
        const page = await fetch(`http://127.0.0.1:${ports.result}/`, { signal: AbortSignal.timeout(5000) });
        return /\b1 vote\b/.test(await page.text());
      });
      const form = await (await fetch(`http://127.0.0.1:${ports.vote}/`)).text();
      for (const id of ["a", "b"]) assert.match(form, new RegExp(`<button id="${id}"[^>]* value="${id}"`));
      if (name === "lab") assert.match(form, /Tea or Coffee\?/);
      for (const [service, line] of Object.entries(words)) {
        const { stdout, stderr } = await project.tried("logs", "--no-color", service);
        assert.match(stdout + stderr, line);
      }
    } catch (error) {
      const { stdout } = await project.tried("logs", "--no-color", "--tail", "30");
      error.message += `\n${stdout}`;
      throw error;
    } finally {
      await project.tried("down", "-v", "-t", "5");
    }
  });
}
