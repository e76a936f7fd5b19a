import { CONSOLE_PAGES, pageOfSource } from "./support/console-pages";
import { expect, test } from "./support/test";

const ANSWERS = ["login", "healthz", "readyz", "no-such-page", "stats", "api/auth/csrf"];
const API = ["me", "no-such-route", "sources", "audit", "shop/overview", "shop/sets/dead/jobs", "shop/queues"];
const PATHS = [
  ...ANSWERS,
  ...API.map((path) => `api/v1/${path}`),
  ...CONSOLE_PAGES.map((page) => pageOfSource(page, "shop")),
];

for (const signedIn of [true, false]) {
  test(`every answer carries the security headers, ${signedIn ? "signed in" : "signed out"}`, async ({
    pageOf,
    request,
  }) => {
    const client = signedIn ? (await pageOf("ada")).request : request;
    for (const path of PATHS) {
      const response = await client.get(path, { maxRedirects: 0 });
      const headers = response.headers();
      const of = `/${path}, ${response.status()}`;
      expect.soft(headers["content-security-policy"], of).toContain("frame-ancestors 'none'");
      expect.soft(headers["content-security-policy"], of).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
      expect.soft(headers["x-frame-options"], of).toBe("DENY");
      expect.soft(headers["x-content-type-options"], of).toBe("nosniff");
      expect.soft(headers["referrer-policy"], of).toBeTruthy();
      expect.soft(headers["cache-control"], of).toContain("no-store");
      expect.soft(headers["content-type"] ?? "none", of).toMatch(/charset=utf-8|json|none/i);
      expect.soft(headers, of).not.toHaveProperty("x-powered-by");
      expect.soft(headers, of).not.toHaveProperty("access-control-allow-origin");
    }
  });
}

test("signed out, no page and no answer tells anything of a store", async ({ request }) => {
  for (const page of CONSOLE_PAGES) {
    const response = await request.get(pageOfSource(page, "hostile"), { maxRedirects: 0 });
    expect.soft([302, 303, 307], page).toContain(response.status());
    expect.soft(response.headers().location, page).toContain("login");
    expect.soft(await response.text(), page).not.toContain("Hostile");
  }
  for (const path of API.map((api) => `api/v1/${api.replace("shop", "hostile")}`)) {
    const response = await request.get(path, { maxRedirects: 0 });
    expect.soft([401, 404], path).toContain(response.status());
    expect.soft(await response.text(), path).not.toContain("Hostile");
  }
});

test("a page cannot be asked for by a header or an odd path without signing in", async ({ request }) => {
  const attempts: [string, Record<string, string>][] = [
    ["s/hostile/dead", { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }],
    ["s/hostile/dead.rsc", {}],
    ["s/hostile/dead?_rsc=1", { RSC: "1" }],
    ["s/hostile/dead", { RSC: "1", "next-router-prefetch": "1" }],
    ["s//hostile/dead", {}],
    ["s/hostile/%64ead", {}],
    ["s/hostile/dead/", {}],
    ["api/v1/hostile/sets/dead/jobs/", {}],
    ["api/v1//hostile/sets/dead/jobs", {}],
    ["api/v1/hostile/sets/dead/jobs", { "x-forwarded-for": "127.0.0.1" }],
    ["api/v1/hostile/sets/dead/jobs", { authorization: "Bearer %E0%A4%A" }],
    ["_next/data/x/s/hostile/dead.json", {}],
    ["_next/image?url=%2Ficon.svg&w=64&q=75", {}],
  ];
  for (const [path, headers] of attempts) {
    const response = await request.get(path, { maxRedirects: 0, headers });
    const of = `${path} ${JSON.stringify(headers)}`;
    expect.soft(response.status(), of).not.toBe(200);
    expect.soft(response.status(), of).toBeLessThan(500);
    expect.soft(await response.text(), of).not.toContain("Hostile");
  }
  const action = await request.post("s/hostile/dead", { headers: { "Next-Action": "x" }, data: "[]" });
  expect(action.status()).toBe(404);
});
