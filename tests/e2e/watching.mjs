// What a page of results shows.
import { eventually } from "./stack.mjs";

/** Waits until the page says that it is live, or ("false") that it is not. */
export const live = (page, wanted = "true", timeout = 20000) =>
  page.locator(`#main[data-live=${wanted}]`).waitFor({ timeout });

/** The votes for an option. */
export const votes = async (page, id) =>
  Number((await page.locator(`#tally li[data-id=${id}] .votes`).textContent()).match(/\d+/)[0]);

/** Waits until an option has so many. */
export const shows = (page, id, n, ms) => eventually(`${id} has ${n}`, async () => (await votes(page, id)) === n, ms);

/** What it says of its connection. */
export const stateOf = (page) => page.locator("#state").textContent();
