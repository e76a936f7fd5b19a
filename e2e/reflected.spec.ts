import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { PAGE_PARAMS } from "./support/page-params";
import { expect, test } from "./support/test";

/** Markup in an address is text: nothing runs, nothing is reported, whatever the page and the parameter. */
const HOSTILE = [`"><img src=x onerror=alert(1)><script>alert(2)</script>`, "javascript:alert(3)//{{7*7}}</title>"];
const MADE = "img[src=x], iframe, svg[onload], [onerror], [onmouseover]";

const queryOf = (text: string) => PAGE_PARAMS.map((name) => `${name}=${encodeURIComponent(text)}`).join("&");

for (const path of CONSOLE_PAGES) {
  test(`every parameter of /${path}`, async ({ pageOf, allowed }) => {
    allowed.push(/status of 4\d\d/); // a cursor that is none
    const page = await pageOf("ada");
    for (const text of HOSTILE) {
      await page.goto(`${pageOfSource(path, "shop")}?${queryOf(text)}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForTimeout(300);
      expect(await page.locator(MADE).count()).toBe(0);
      expect(await page.title()).not.toContain("alert(3)");
    }
  });
}

test("every part of a path", async ({ pageOf, allowed }) => {
  test.setTimeout(300_000);
  allowed.push(/status of 4\d\d/);
  const page = await pageOf("ada");
  for (const place of ["jobs", "entries", "operations", "queues", "metrics", "trash", "nowhere"]) {
    for (const text of HOSTILE) {
      await page.goto(`s/shop/${place}/${encodeURIComponent(text)}`);
      await page.getByRole("heading").first().waitFor();
      await page.waitForTimeout(200);
      expect(await page.locator(MADE).count()).toBe(0);
    }
  }
  await page.goto(`s/${encodeURIComponent(HOSTILE[0] ?? "")}`);
  await page.getByRole("heading").first().waitFor();
  expect(await page.locator(MADE).count()).toBe(0);
});
