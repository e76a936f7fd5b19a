import type { Locator, Page } from "@playwright/test";
import { expect } from "../support/test";

/** Tab until the control has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, control: Locator, atMost = 60): Promise<void> {
  await control.waitFor();
  for (let step = 0; step < atMost; step += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(control).toBeFocused();
}

/** Walks an open menu by arrow and takes the item. */
export async function takeItem(page: Page, name: string | RegExp): Promise<void> {
  const item = page
    .getByRole("menuitem", { name })
    .or(page.getByRole("menuitemradio", { name }))
    .or(page.getByRole("menuitemcheckbox", { name }));
  await item.waitFor();
  for (let step = 0; step < 20; step += 1) {
    if ((await item.getAttribute("data-highlighted")) !== null) break;
    await page.keyboard.press("ArrowDown");
  }
  await expect(item).toBeFocused();
  await page.keyboard.press("Enter");
}
