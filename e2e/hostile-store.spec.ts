import type { Page } from "@playwright/test";
import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { CORPUS } from "./support/hostile-store";
import { expect, test } from "./support/test";

/** Markup in a store is text on every page: nothing runs, nothing is reported, and it can be read. */
const settled = async (page: Page) => {
  await page.waitForLoadState("load");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForTimeout(1_500); // two snapshots: what would run late has run
};

/** What the texts would make of themselves in a page that took them for markup. */
const MADE =
  "img[src=x], iframe, object, embed, form[action^=javascript], base, video, xmp, animate, " +
  "svg[onload], svg script, [onerror], [onmouseover], [ontoggle], [onbegin], mglyph, meta[http-equiv=refresh]";

for (const path of CONSOLE_PAGES) {
  test(`/${pageOfSource(path, "hostile")}`, async ({ pageOf }) => {
    const page = await pageOf("ada");
    await page.goto(pageOfSource(path, "hostile"));
    await settled(page);
    expect(await page.locator(MADE).count()).toBe(0);
    for (const href of await page.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      expect(href).not.toMatch(/^\s*(javascript|data|vbscript):/i);
    }
  });
}

/** A page of a list has 25 rows; the corpus has more. */
const PAGES = 2;

for (const list of ["dead", "retries", "scheduled"]) {
  test(`the ${list} list shows each text as it is, and so does the drawer of each job`, async ({ pageOf }) => {
    const page = await pageOf("ada");
    test.setTimeout(300_000);
    await page.goto(`s/hostile/${list}`);
    let shown = "";
    for (let turn = 1; turn <= PAGES; turn += 1) {
      const rows = page.getByRole("row").filter({ hasText: "Hostile" });
      await expect(rows).not.toHaveCount(0);
      shown += await page.locator("body").textContent();
      const count = await rows.count();
      for (let index = 0; index < count; index += list === "dead" ? 1 : 5) {
        await rows.nth(index).click();
        await expect(page.getByRole("link", { name: "Open full page" })).toBeVisible();
        await page.keyboard.press("Escape");
      }
      if (turn < PAGES) {
        await page.getByRole("button", { name: "Next", exact: true }).click();
        await expect(page).toHaveURL(/cursor=/);
      }
    }
    for (const text of CORPUS) {
      expect(shown).toContain(`Hostile${text}`);
      expect(shown).toContain(`Error${text}`);
    }
    expect(await page.locator(MADE).count()).toBe(0);
  });
}

test("each text is text on the full page of its job, in its title, and as the name of a queue", async ({ pageOf }) => {
  const page = await pageOf("ada");
  test.setTimeout(300_000);
  const list = await page.request.get("api/v1/hostile/sets/dead/jobs?limit=100");
  const { jobs }: { jobs: { ref: string }[] } = await list.json();
  expect(jobs.length).toBeGreaterThan(CORPUS.length);
  for (const { ref } of jobs) {
    await page.goto(`s/hostile/entries/${encodeURIComponent(ref)}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Hostile|no class/);
    expect(await page.locator(MADE).count()).toBe(0);
  }
  for (const [index, text] of CORPUS.entries()) {
    if (index % 3 > 0) continue;
    await page.goto(`s/hostile/queues/~${Buffer.from(`q${index}${text}`).toString("base64url")}`);
    await expect(page.getByRole("row").filter({ hasText: "Hostile" })).not.toHaveCount(0);
    expect(await page.locator(MADE).count()).toBe(0);
  }
});
