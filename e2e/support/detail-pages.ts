import type { Page } from "@playwright/test";
import { expect } from "./test";

/** Lists of the demo fleet and what the addresses of their items look like. */
const LISTS = [
  ["s/shop/errors", /\/errors\/e[a-z0-9]{11}$/],
  ["s/shop/dead", /\/entries\/s~dead~/],
  ["s/shop/locks", /\/locks\/./],
  ["s/shop/batches", /\/batches\/./],
  ["s/shop/failures", /\/jobs\/./],
  ["s/shop/operations", /\/operations\/./],
] as const;

/** The page of one item of each list that has such pages; of an operation one is made that nobody starts. */
export async function detailPages(page: Page): Promise<string[]> {
  const answer = await page.request.post("api/v1/shop/operations", {
    data: { verb: "retry", target: { set: "dead", q: "class:Billing::ChargeCardJob" } },
    headers: { "x-signalbox": "1", "sec-fetch-site": "same-origin" },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  const found: string[] = [];
  for (const [list, address] of LISTS) {
    const hrefs = () =>
      page.locator("main a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    const isThere = async () => (await hrefs()).some((href) => address.test(href));
    // A list is read anew: the fleet may have begun to use what it shows since.
    await expect(async () => {
      await page.goto(list);
      await expect.poll(isThere, { timeout: 5_000 }).toBe(true);
    }, list).toPass({ timeout: 60_000 });
    // The last of a list is there longest: the fleet lets go of a young lock within seconds.
    found.push(((await hrefs()).findLast((each) => address.test(each)) ?? "").replace(/^\//, ""));
  }
  return found;
}
