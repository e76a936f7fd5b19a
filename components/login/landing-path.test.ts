import { expect, it } from "vitest";
import { landingPath } from "./landing-path";

const origin = "https://ops.example.com";

it.each([
  [null, "", "/"],
  ["/s/prod/dead?q=x", "", "/s/prod/dead?q=x"],
  ["/tools/jobs/s/prod", "/tools/jobs", "/s/prod"],
  ["/tools/jobs", "/tools/jobs", "/"],
  ["https://ops.example.com/s/prod", "", "/s/prod"],
  ["https://evil.example.com/", "", "/"],
  ["//evil.example.com/", "", "/"],
  ["/\\evil.example.com", "", "/"],
  ["javascript:alert(1)", "", "/"],
  ["/login", "", "/"],
  ["/api/auth/signout", "", "/"],
])("%s under %j leads to %s", (wanted, base, path) => {
  expect(landingPath(wanted, origin, base)).toBe(path);
});
