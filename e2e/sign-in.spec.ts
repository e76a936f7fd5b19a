import { SignInPage } from "./pages/sign-in-page";
import { PASSWORD } from "./support/people";
import { expect, test } from "./support/test";

test("somebody who is not signed in is asked to, and lands where they wanted to go", async ({ page }) => {
  await page.goto("s/shop/dead");
  await expect(page).toHaveURL(/login/);
  await new SignInPage(page).signIn("otto", PASSWORD);
  await expect(page).toHaveURL(/\/s\/shop\/dead$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Dead");
});
