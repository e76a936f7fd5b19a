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

test("a wrong password and an unknown user get the same answer", async ({ page, allowed }) => {
  allowed.push(/status of 401/);
  const signIn = new SignInPage(page);
  await signIn.open();
  for (const [name, password] of [
    ["vera", "not the password"],
    ["nobody", PASSWORD],
  ] as const) {
    await signIn.signIn(name, password);
    await expect(signIn.problem).toBeVisible();
    await expect(page).toHaveURL(/login/);
    await page.reload();
  }
});

test("a foreign address to go on to is not followed", async ({ page, baseURL }) => {
  await page.goto(`login?callbackUrl=${encodeURIComponent("//evil.example/x")}`);
  await new SignInPage(page).signIn("otto", PASSWORD);
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
  expect(new URL(page.url()).origin).toBe(new URL(baseURL ?? "").origin);
});

test("signing out ends the session", async ({ page }) => {
  await page.goto("login");
  await new SignInPage(page).signIn("vera", PASSWORD);
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
  await page.getByRole("button", { name: /vera/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/login/);
  await page.goto("s/shop/dead");
  await expect(page).toHaveURL(/login/);
});
