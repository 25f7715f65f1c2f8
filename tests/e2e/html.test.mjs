// The HTML as it is served, before any script has touched it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { startScene } from "./scene.mjs";

let scene;
before(async () => {
  scene = await startScene();
});
after(() => scene?.stop());

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    "long-title": "off", // a question may be long
    "no-inline-style": "error",
    "require-csp-nonce": "off", // the policy allows our own files and no inline script at all
    "require-sri": "off", // all files are of the same origin
    "doctype-style": ["error", { style: "uppercase" }],
    "meta-refresh": "off", // below, for those without a script alone: they have no other way to follow a vote
    "wcag/h71": "off", // the page's heading names the group of options, by aria-labelledby
    "form-dup-name": ["error", { shared: ["button", "checkbox", "radio", "reset", "submit"] }],
    "void-style": "off", // in an SVG a shape ends with a slash, in HTML it does not
  },
});

test("every page is valid HTML, in both languages", async () => {
  const wrong = [];
  for (const language of ["en", "fr"]) {
    for (const page of scene.pages) {
      const answer = await scene.fetch(page, language);
      const html = await answer.text();
      const where = `${page.name} (${language})`;
      if (answer.status !== (page.status ?? 200)) wrong.push(`${where}: answered ${answer.status}`);
      if (!html.startsWith(`<!DOCTYPE html>`) || !html.includes(`<html lang="${language}"`))
        wrong.push(`${where}: not a page in ${language}`);
      if (/\{\{|\}\}/.test(html)) wrong.push(`${where}: a place of the template was left unfilled`);
      // Behind a script that makes a comment of it, it is for those whose browser does not run that script.
      const forAll = html.replace(
        /<noscript>.*?<\/noscript>|(?<=<script src="[^"]+"><\/script>)<meta http-equiv="refresh"[^>]*><!-- -->/gs,
        "",
      );
      if (/http-equiv="?refresh/i.test(forAll)) wrong.push(`${where}: reloads those who have scripts`);
      const report = await validator.validateString(html, where);
      for (const { messages } of report.results) {
        for (const { ruleId, message, line, column } of messages) {
          wrong.push(
            `${where}:${line}:${column}: ${ruleId}: ${message}: ${html.split("\n")[line - 1].slice(Math.max(0, column - 60), column + 60)}`,
          );
        }
      }
    }
  }
  assert.equal(wrong.join("\n"), "");
});
