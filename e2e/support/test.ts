import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { Redis } from "ioredis";
import { DATABASES, PASSWORD, type UserName } from "./people";

type SourceId = keyof typeof DATABASES;

interface Fixtures {
  /** A page of somebody who is signed in. */
  pageOf(name: UserName): Promise<Page>;
  /** What a test's pages may say on their consoles; a test adds what it provokes. */
  allowed: RegExp[];
  /** An error on the page's console, a policy report or a dialog fails the test. */
  watch(page: Page): void;
}

interface WorkerFixtures {
  sessions: Map<UserName, Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["storageState"]>>>;
}

const environment = (name: string) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the global setup did not run`);
  return value;
};

export const baseUrl = () => environment("E2E_BASE_URL");
export const redisUrl = (source: SourceId) => `redis://127.0.0.1:${environment("E2E_REDIS_PORT")}/${DATABASES[source]}`;
export const outagePort = () => Number(environment("E2E_OUTAGE_PORT"));
export const openRedis = (source: SourceId) => new Redis(redisUrl(source), { replyMapping: "legacy" });

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  baseURL: async ({}, use) => use(baseUrl()),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  sessions: [async ({}, use) => use(new Map()), { scope: "worker" }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  allowed: async ({}, use) => use([]),
  watch: async ({ allowed }, use) => {
    const problems: string[] = [];
    await use((page) => {
      const note = (text: string) => {
        if (!allowed.some((pattern) => pattern.test(text))) problems.push(text);
      };
      page.on(
        "console",
        (message) => message.type() === "error" && note(`console: ${message.text()} ${message.location().url}`),
      );
      page.on("pageerror", (error) => note(`page error: ${error.message}`));
      page.on("dialog", (dialog) => {
        note(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
    });
    expect(problems).toEqual([]);
  },
  page: async ({ page, watch }, use) => {
    watch(page);
    await use(page);
  },
  pageOf: async ({ browser, sessions, watch }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (name) => {
      const session = sessions.get(name);
      const context = await browser.newContext({
        baseURL: baseUrl(),
        viewport: { width: 1440, height: 900 },
        ...(session ? { storageState: session } : {}),
      });
      contexts.push(context);
      const page = await context.newPage();
      watch(page);
      if (!session) {
        await signInByApi(page, name);
        sessions.set(name, await context.storageState());
      }
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };

async function signInByApi(page: Page, name: UserName): Promise<void> {
  const { csrfToken } = await (await page.request.get("api/auth/csrf")).json();
  const response = await page.request.post("api/auth/callback/credentials", {
    form: { username: name, password: PASSWORD, csrfToken, json: "true" },
    headers: { "x-signalbox": "1" },
  });
  expect(response.status(), await response.text()).toBe(200);
}
