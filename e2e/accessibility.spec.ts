import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { detailPages } from "./support/detail-pages";
import { expect, test } from "./support/test";

const PAGES = ["login", ...CONSOLE_PAGES.map((page) => pageOfSource(page, "shop"))];

for (const path of PAGES) {
  test(`/${path} has no defect that axe knows, light and dark`, async ({ page: stranger, pageOf }) => {
    const page = path === "login" ? stranger : await pageOf("ada");
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await open(page, path);
    await expectNoDefect(page);
  });
}

test("the pages of one error, job, lock, batch and operation have no defect that axe knows, light and dark", async ({
  pageOf,
}) => {
  test.setTimeout(600_000);
  const page = await pageOf("ada");
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const path of await detailPages(page)) {
    await open(page, path);
    await expectNoDefect(page);
  }
});

const ASIDE: readonly [string, string, (page: Page) => Promise<void>][] = [
  ["a job beside its list", "s/shop/dead", (page) => page.locator("tbody tr[data-row]").first().press("Enter")],
  ["a recurring job", "s/shop/cron", (page) => page.locator("tbody tr[data-row]").first().press("Enter")],
  ["a new recurring job", "s/shop/cron", (page) => page.getByRole("button", { name: "New entry" }).click()],
  ["running one now", "s/shop/cron", (page) => page.getByRole("button", { name: /^Run / }).first().click()],
  ["what can be found or done", "s/shop", (page) => page.getByRole("button", { name: /Find or do/ }).click()],
];

for (const [name, path, ask] of ASIDE) {
  test(`${name} has no defect that axe knows, light and dark`, async ({ pageOf }) => {
    const page = await pageOf("ada");
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await open(page, path);
    await ask(page);
    await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
    await expectNoDefect(page);
  });
}

test("the sign-in page follows the system's theme while it is open", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("login");
  await expect(page.locator("html[data-theme=light]")).toBeAttached();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html[data-theme=dark]")).toBeAttached();
});

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  if (path === "login") await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  if (path.startsWith("s/")) await expect(page.getByText(/^live · /)).toBeVisible();
  await expect(page.locator("main [aria-busy=true], main .skeleton")).toHaveCount(0);
}

/** The words that a control is described by hang beside it: in no landmark, which axe does not know of tips. */
const TIP = "#signalbox-tip";

/** Everything in the present theme; what depends on colour again in the dark one. */
async function expectNoDefect(page: Page): Promise<void> {
  const everything = await new AxeBuilder({ page }).exclude(TIP).analyze();
  expect(named("light", everything)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect(page.locator("html[data-theme=dark]")).toBeAttached();
  const colours = await new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]).analyze();
  expect(named("dark", colours)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

const named = (theme: string, { violations }: Awaited<ReturnType<AxeBuilder["analyze"]>>) =>
  violations.map(({ id, nodes }) => `${theme}: ${id}: ${nodes.map((node) => node.target).join(" ")}`);
