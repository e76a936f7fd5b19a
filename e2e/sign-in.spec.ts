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
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/login/);
  await page.goto("s/shop/dead");
  await expect(page).toHaveURL(/login/);
});

test("signing out everywhere ends the session of another browser too", async ({
  page,
  browser,
  baseURL,
  watch,
  allowed,
}) => {
  allowed.push(/status of 401/);
  const elsewhere = await (await browser.newContext({ baseURL: baseURL ?? "" })).newPage();
  watch(elsewhere);
  for (const each of [page, elsewhere]) {
    await each.goto("login");
    await new SignInPage(each).signIn("ines", PASSWORD);
    await each.waitForURL((url) => !url.pathname.endsWith("/login"));
  }
  await page.getByRole("button", { name: /ines/ }).click();
  await page.getByRole("menuitem", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/login/);
  await expect.poll(async () => (await elsewhere.request.get("api/v1/me")).status(), { timeout: 15_000 }).toBe(401);
  await elsewhere.goto("s/shop/about");
  await expect(elsewhere).toHaveURL(/login/);
  await elsewhere.context().close();
});

test("an admin ends somebody's sessions", async ({ page, pageOf, allowed }) => {
  allowed.push(/status of 401/);
  await page.goto("login");
  await new SignInPage(page).signIn("noor", PASSWORD);
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
  const admin = await pageOf("ada");
  await admin.goto("s/shop/about");
  const row = admin.locator("dl > div").filter({ hasText: /^noor/ });
  await row.getByRole("button", { name: "End sessions" }).click();
  const question = admin.getByRole("alertdialog");
  await expect(question).toContainText("noor");
  await question.getByRole("button", { name: "End sessions" }).click();
  await expect(admin.getByText("Every session of noor has ended")).toBeVisible();
  await expect.poll(async () => (await page.request.get("api/v1/me")).status(), { timeout: 15_000 }).toBe(401);
  await page.goto("s/shop/queues");
  await expect(page).toHaveURL(/login/);
});

test("nobody but an admin is told who may sign in", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/shop/about");
  await expect(page.getByRole("heading", { name: "Turned off here" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Who may sign in" })).toHaveCount(0);
});
