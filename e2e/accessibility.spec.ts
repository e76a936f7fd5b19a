import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { expect, test } from "./support/test";

const PAGES = ["login", ...CONSOLE_PAGES.map((page) => pageOfSource(page, "shop"))];

for (const path of PAGES) {
  test(`/${path} has no defect that axe knows, light and dark`, async ({ page: stranger, pageOf }) => {
    const page = path === "login" ? stranger : await pageOf("ada");
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await open(page, path);
    await expectNoDefect(page, path === "login" ? () => open(page, path) : undefined);
  });
}

test("the pages of one error and one job have no defect that axe knows, light and dark", async ({ pageOf }) => {
  test.setTimeout(120_000);
  const page = await pageOf("ada");
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const [list, address] of [
    ["s/shop/errors", /\/errors\/e[a-z0-9]{11}$/],
    ["s/shop/dead", /\/entries\/s~dead~/],
  ] as const) {
    await open(page, list);
    const hrefs = () =>
      page.locator("main a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    await expect.poll(async () => (await hrefs()).some((href) => address.test(href)), { message: list }).toBe(true);
    const href = (await hrefs()).find((each) => address.test(each)) ?? "";
    await open(page, href.replace(/^\//, ""));
    await expectNoDefect(page);
  }
});

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  if (path.startsWith("s/")) await expect(page.getByText(/^live · /)).toBeVisible();
  await expect(page.locator("main [aria-busy=true], main .skeleton")).toHaveCount(0);
}

/**
 * Everything in the present theme; what depends on colour again in the dark one.
 * @param reopen for a page that takes its theme only when it opens
 */
async function expectNoDefect(page: Page, reopen?: () => Promise<void>): Promise<void> {
  const everything = await new AxeBuilder({ page }).analyze();
  expect(named("light", everything)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await reopen?.();
  await expect(page.locator("html[data-theme=dark]")).toBeAttached();
  const colours = await new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]).analyze();
  expect(named("dark", colours)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

const named = (theme: string, { violations }: Awaited<ReturnType<AxeBuilder["analyze"]>>) =>
  violations.map(({ id, nodes }) => `${theme}: ${id}: ${nodes.map((node) => node.target).join(" ")}`);
