import type { Page } from "@playwright/test";
import { expect } from "./test";

/**
 * Lists of the demo fleet, what the addresses of their items look like, and which item stays while the fleet works: the
 * error that happens most often has always failures left; of all others the last is there longest.
 */
const LISTS = [
  ["s/shop/errors", /\/errors\/e[a-z0-9]{11}$/, "first"],
  ["s/shop/dead", /\/entries\/s~dead~/, "last"],
  ["s/shop/locks", /\/locks\/./, "last"],
  ["s/shop/batches", /\/batches\/./, "last"],
  ["s/shop/failures", /\/jobs\/./, "last"],
  ["s/shop/operations", /\/operations\/./, "last"],
] as const;

/** The page of one item of each list that has such pages; of an operation one is made that nobody starts. */
export async function detailPages(page: Page): Promise<string[]> {
  const answer = await page.request.post("api/v1/shop/operations", {
    data: { verb: "retry", target: { set: "dead", q: "class:Billing::ChargeCardJob" } },
    headers: { "x-signalbox": "1", "sec-fetch-site": "same-origin" },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  const found: string[] = [];
  for (const [list, address, which] of LISTS) {
    const items = async () => {
      const links = page.locator("main a[href]");
      const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
      return hrefs.filter((href) => address.test(href));
    };
    // A list is read anew: the fleet may have begun to use what it shows since.
    await expect(async () => {
      await page.goto(list);
      await expect.poll(async () => (await items()).length, { timeout: 5_000 }).toBeGreaterThan(0);
      const href = (await items()).at(which === "first" ? 0 : -1);
      if (href === undefined) throw new Error("what was there has gone");
      found.push(href.replace(/^\//, ""));
    }, list).toPass({ timeout: 60_000 });
  }
  return found;
}
