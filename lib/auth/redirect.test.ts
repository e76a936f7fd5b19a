import { describe, expect, it } from "vitest";
import { safeRedirect } from "./redirect";

const ORIGIN = "https://console.test";
const evil = [
  "https://evil.test",
  "https://evil.test/",
  "http://console.test/",
  "https://console.test.evil.test/",
  "https://console.test@evil.test/",
  "https://console.test:444/",
  "https://user@console.test/",
  "//evil.test",
  "//evil.test/%2e%2e",
  "///evil.test",
  "////evil.test",
  "/\\evil.test",
  "/\\/evil.test",
  "\\\\evil.test",
  "\\/evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r\n/evil.test",
  "\t//evil.test",
  " //evil.test",
  " https://evil.test",
  "/%09/evil.test",
  "/%0a/evil.test",
  "/%0d%0aSet-Cookie:a=b",
  "/%5cevil.test",
  "/%5C%5Cevil.test",
  "/%2f%2fevil.test",
  "/%2Fevil.test",
  "/%2f/evil.test",
  "/a%00b",
  "/\u0000",
  "/@evil.test",
  "/%40evil.test",
  "/user@evil.test",
  "javascript:alert(1)",
  "JAVASCRIPT:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "ftp://console.test/",
  "mailto:a@b",
  "evil.test",
  "./evil.test",
  "../evil.test",
  "/../evil.test",
  "/a/../../evil.test",
  "/a/%2e%2e/evil",
  "/a//b",
  "?x=1",
  "#x",
  "",
  "/．．/evil",
  "／／evil.test",
  "/evil。test",
  `/${"a".repeat(3_000)}`,
  "https:evil.test",
  "https:/evil.test",
  "//console.test@evil.test",
  "/\u2028/evil",
];

describe("where signing in may lead", () => {
  it.each(evil)("refuses %j", (wanted) => {
    expect(safeRedirect(wanted, ORIGIN, "")).toBe(`${ORIGIN}/`);
    expect(safeRedirect(wanted, ORIGIN, "/tools/jobs")).toBe(`${ORIGIN}/tools/jobs/`);
  });

  it("knows at least fifty hostile forms", () => expect(evil.length).toBeGreaterThanOrEqual(50));

  it("allows a page of this console, as path or in full", () => {
    const page = "/s/default/queues/~YS9i?q=a%20b&limit=25#row-3";
    expect(safeRedirect(page, ORIGIN, "")).toBe(`${ORIGIN}${page}`);
    expect(safeRedirect(`${ORIGIN}${page}`, ORIGIN, "")).toBe(`${ORIGIN}${page}`);
    expect(safeRedirect(`/tools/jobs${page}`, ORIGIN, "/tools/jobs")).toBe(`${ORIGIN}/tools/jobs${page}`);
  });

  it("keeps to the base path", () => {
    expect(safeRedirect("/other", ORIGIN, "/tools/jobs")).toBe(`${ORIGIN}/tools/jobs/`);
    expect(safeRedirect("/tools/jobsx", ORIGIN, "/tools/jobs")).toBe(`${ORIGIN}/tools/jobs/`);
  });
});
