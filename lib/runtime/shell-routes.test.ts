import { describe, expect, it } from "vitest";
import { matchShell, SHELL_ROUTES } from "./shell-routes";

describe("the table of addresses", () => {
  it("finds the shell of every address, with any segment in the place of a name", () => {
    for (const route of SHELL_ROUTES) {
      const path = route.path.replaceAll(/:\w+/g, "~YS9i");
      expect([path, matchShell(path)?.shell]).toEqual([path, route.shell]);
    }
    expect(matchShell("/s/default/queues/")?.shell).toBe("/queues");
  });

  it.each([
    "",
    "dead",
    "//",
    "/s",
    "/s/",
    "/s//dead",
    "/s/x/nothing",
    "/s/x/queues/a/b",
    "/DEAD",
    "/overview",
    "/s/x/queues//",
  ])("finds none for %j", (path) => {
    expect(matchShell(path)).toBeNull();
  });

  it("lets only the sign-in page out without a session", () => {
    expect(SHELL_ROUTES.filter((route) => route.public).map((route) => route.path)).toEqual(["/login"]);
  });
});
