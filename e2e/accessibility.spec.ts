import AxeBuilder from "@axe-core/playwright";
import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { expect, test } from "./support/test";

const PAGES = ["login", ...CONSOLE_PAGES.map((page) => pageOfSource(page, "shop"))];

for (const scheme of ["light", "dark"] as const) {
  for (const path of PAGES) {
    test(`/${path} has no defect that axe knows, ${scheme}`, async ({ page: stranger, pageOf }) => {
      const page = path === "login" ? stranger : await pageOf("ada");
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForTimeout(1_000); // the first snapshot has come
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
    });
  }
}
