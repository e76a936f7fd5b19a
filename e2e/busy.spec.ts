import type { FleetProcess } from "@/demo/fleet/process";
import { tabTo, takeItem } from "./pages/keyboard";
import { startProcess } from "./support/jobs";
import { expect, redisUrl, test } from "./support/test";

test.describe.configure({ mode: "default" });

let processes: FleetProcess[] = [];

test.beforeAll(async () => {
  const common = { redisUrl: redisUrl("processes"), queues: { default: 0 } };
  processes = [
    await startProcess({ ...common, hostname: "worker-1" }),
    await startProcess({ ...common, hostname: "worker-2" }),
    await startProcess({ ...common, hostname: "lonely-1", queues: { lonely: 0 } }),
  ];
});
test.afterAll(async () => {
  for (const each of processes) await each.stop();
});

test("a process is told to go quiet, by keyboard alone", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/processes/busy");
  await tabTo(page, page.getByRole("button", { name: /^Actions for worker-1/ }));
  await page.keyboard.press("Enter");
  await takeItem(page, "Quiet…");
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("Only a restart makes a quiet process work again");
  await tabTo(page, question.getByRole("button", { name: "Quiet 1 process" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 process told to go quiet")).toBeVisible();
  const hosts = page.getByRole("table", { name: "Hosts with one process" });
  const row = hosts.getByRole("row").filter({ hasText: "worker-1:" });
  await expect(row).toContainText("quiet");
  await expect(page.getByText(/· 1 quiet/)).toBeVisible();
});

test("a menu that fades slowly leaves the focus to the question that its item asked", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/processes/busy");
  await page.getByText(/^live · /).waitFor();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("[role=menu] { transition-duration: 1s !important; }");
    document.adoptedStyleSheets.push(sheet);
  });
  const actions = page.getByRole("button", { name: /^Actions for worker-2/ });
  await tabTo(page, actions);
  await page.keyboard.press("Enter");
  await takeItem(page, "Quiet…");
  const question = page.getByRole("alertdialog");
  const confirm = question.getByRole("button", { name: "Quiet 1 process" });
  await tabTo(page, confirm);
  await expect(page.locator("[role=menu]")).toHaveCount(0);
  await expect(confirm).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(actions).toBeFocused();
});

test("the last listener of a queue is left alone until that is meant", async ({ pageOf }) => {
  const page = await pageOf("otto");
  await page.goto("s/processes/busy");
  const behind = { includeHidden: true };
  const row = page
    .getByRole("table", { name: "Hosts with one process", ...behind })
    .getByRole("row", behind)
    .filter({ hasText: "lonely-1:" });
  await row.getByRole("button", { name: /^Actions for lonely-1/ }).click();
  await page.getByRole("menuitem", { name: "Quiet…" }).click();
  const question = page.getByRole("alertdialog");
  const confirm = question.getByRole("button", { name: "Quiet 1 process" });
  await confirm.click();
  await expect(question).toContainText("Nothing was sent to the last listener of this queue: lonely");
  await expect(confirm).toBeDisabled();
  await expect(row).not.toContainText("quiet");
  await question.getByRole("checkbox", { name: "Do it all the same" }).check();
  await confirm.click();
  await expect(page.getByText("1 process told to go quiet")).toBeVisible();
  await expect(row).toContainText("quiet");
});
