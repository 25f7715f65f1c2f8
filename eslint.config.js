// What ./dev check says of JavaScript beyond its form, which prettier judges.
//
// eslint 9 is the last that Debian 12's node can run.
import js from "@eslint/js";
import globals from "globals";

const rules = {
  "array-callback-return": "error",
  "consistent-return": "error",
  "default-case-last": "error",
  eqeqeq: "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implicit-coercion": "error",
  "no-implicit-globals": "error",
  "no-implied-eval": "error",
  "no-lonely-if": "error",
  "no-return-assign": "error",
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unreachable-loop": "error",
  "no-unused-expressions": "error",
  "no-useless-concat": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "one-var": ["error", { initialized: "never" }],
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-object-has-own": "error",
  "prefer-promise-reject-errors": "error",
  "prefer-rest-params": "error",
  "prefer-spread": "error",
  "prefer-template": "error",
};

export default [
  { ignores: ["build/", ".run/", "**/node_modules/"] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" }, rules },
  {
    // Browsers run these as they stand: what is newer than this level stays out.
    files: ["*/assets/**/*.js"],
    languageOptions: { ecmaVersion: 2021, sourceType: "module", globals: globals.browser },
  },
  {
    // What two services share knows neither of them.
    files: ["pages/assets/**/*.js"],
    rules: { "no-restricted-imports": ["error", { patterns: ["../*"] }] },
  },
  {
    files: ["**/*.mjs", "*.js"],
    languageOptions: { globals: globals.node },
  },
  {
    // Some parts run inside a page; a count is often one before and one after, beside the hooks of these names.
    files: ["tests/**/*.mjs"],
    languageOptions: { globals: globals.browser },
    rules: { "no-shadow": ["error", { allow: ["before", "after"] }] },
  },
];
