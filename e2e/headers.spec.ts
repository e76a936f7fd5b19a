import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { expect, test } from "./support/test";

const ANSWERS = [
  "login",
  "healthz",
  "readyz",
  "no-such-page",
  "api/v1/me",
  "api/v1/no-such-route",
  "api/v1/sources",
  "stats",
  "api/auth/csrf",
];

test.describe("every answer carries the security headers", () => {
  for (const path of [...ANSWERS, ...CONSOLE_PAGES.map((page) => pageOfSource(page, "shop"))]) {
    for (const signedIn of [true, false]) {
      test(`/${path}, ${signedIn ? "signed in" : "signed out"}`, async ({ pageOf, request }) => {
        const client = signedIn ? (await pageOf("ada")).request : request;
        const response = await client.get(path, { maxRedirects: 0 });
        const headers = response.headers();
        expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
        expect(headers["content-security-policy"]).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
        expect(headers["x-frame-options"]).toBe("DENY");
        expect(headers["x-content-type-options"]).toBe("nosniff");
        expect(headers["referrer-policy"]).toBeTruthy();
        expect(headers["cache-control"]).toContain("no-store");
        expect(headers["x-powered-by"]).toBeUndefined();
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      });
    }
  }
});

test.describe("signed out, nothing of a store is told", () => {
  for (const page of CONSOLE_PAGES) {
    test(`/${page} leads to the sign-in page`, async ({ request }) => {
      const response = await request.get(pageOfSource(page, "hostile"), { maxRedirects: 0 });
      expect([302, 303, 307]).toContain(response.status());
      expect(response.headers().location).toContain("login");
      expect(await response.text()).not.toContain("Hostile");
    });
  }

  for (const path of [
    "sources",
    "hostile/overview",
    "hostile/sets/dead/jobs",
    "hostile/queues",
    "hostile/stream",
    "audit",
  ]) {
    test(`/api/v1/${path} answers 401`, async ({ request }) => {
      const response = await request.get(`api/v1/${path}`, { maxRedirects: 0 });
      expect([401, 404]).toContain(response.status());
      expect(await response.text()).not.toContain("Hostile");
    });
  }
});
