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

for (const path of CONSOLE_PAGES) {
  test(`/${pageOfSource(path, "hostile")}`, async ({ pageOf }) => {
    const page = await pageOf("ada");
    await page.goto(pageOfSource(path, "hostile"));
    await settled(page);
    const made = page.locator("img[src=x], iframe, svg[onload], [onerror], [onmouseover], [ontoggle], mglyph");
    expect(await made.count()).toBe(0);
    for (const href of await page.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      expect(href).not.toMatch(/^\s*(javascript|data|vbscript):/i);
    }
  });
}

for (const list of ["dead", "retries", "scheduled"]) {
  test(`the ${list} list shows each text as it is, and so does the page of each job`, async ({ pageOf }) => {
    const page = await pageOf("ada");
    test.setTimeout(120_000);
    await page.goto(`s/hostile/${list}`);
    await expect(page.getByRole("row").filter({ hasText: "Hostile" })).not.toHaveCount(0);
    const shown = await page.locator("body").textContent();
    expect(shown).toContain(`Hostile${CORPUS[0]}`);
    expect(shown).toContain(`Error${CORPUS[1]}`);
    const rows = await page.getByRole("row").count();
    expect(rows).toBeGreaterThan(CORPUS.length);
    for (let index = 1; index < rows; index += 3) {
      await page.getByRole("row").nth(index).click();
      await expect(page.getByRole("link", { name: "Open full page" })).toBeVisible();
      await page.keyboard.press("Escape");
    }
  });
}
