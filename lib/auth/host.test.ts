import { describe, expect, it } from "vitest";
import { hostAllowed } from "./host";

const asks = (host: string) => new Request("http://x/", { headers: { host } });
const REBOUND = [
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil.example:7433",
  "evil.example:7433",
  "10.0.0.5",
];
const OWN = ["localhost", "localhost:7433", "127.0.0.1:7433", "127.8.8.8", "[::1]:7433", "jobs.localhost"];

describe("a name that DNS rebinding leads here", () => {
  it("is refused by a console with a public address, as any other but that", () => {
    const rule = { publicUrl: new URL("https://jobs.example.com"), generatedAdmin: null };
    for (const host of [...REBOUND, ...OWN]) expect([host, hostAllowed(asks(host), rule)]).toEqual([host, false]);
    expect(hostAllowed(asks("JOBS.example.com"), rule)).toBe(true);
  });

  it("is refused by a console of this machine alone, which has its own names", () => {
    const rule = { publicUrl: null, generatedAdmin: {} };
    for (const host of REBOUND) expect([host, hostAllowed(asks(host), rule)]).toEqual([host, false]);
    for (const host of OWN) expect([host, hostAllowed(asks(host), rule)]).toEqual([host, true]);
  });

  it("is only checked for its form where people are set up and no address is", () => {
    const rule = { publicUrl: null, generatedAdmin: null };
    for (const host of [...REBOUND, ...OWN]) expect([host, hostAllowed(asks(host), rule)]).toEqual([host, true]);
    for (const host of ["", "a b", "x/../y", "a@b", "[::1", "a:b", "a:999999"]) {
      expect([host, hostAllowed({ ...head(host) }, rule)]).toEqual([host, false]);
    }
  });
});

/** `Headers` would refuse some of these by itself; a socket does not. */
const head = (host: string) => ({
  method: "GET",
  url: "http://x/",
  headers: { get: (name: string) => (name === "host" ? host : null), has: () => false },
});
