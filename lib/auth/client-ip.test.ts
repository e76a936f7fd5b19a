import { BlockList } from "node:net";
import { describe, expect, it } from "vitest";
import { clientIp, limitKey } from "./client-ip";

const none = new BlockList();
const proxies = new BlockList();
proxies.addSubnet("10.0.0.0", 8, "ipv4");

const forwarded = (value: string) => new Headers({ "x-forwarded-for": value });

describe("the address of a caller", () => {
  it("is the socket's when no proxy is trusted, loopback included", () => {
    for (const peer of ["203.0.113.9", "127.0.0.1", "::1"]) {
      expect(clientIp(forwarded("1.2.3.4"), peer, none)).toBe(peer);
    }
    expect(clientIp(forwarded("1.2.3.4"), "203.0.113.9", proxies)).toBe("203.0.113.9");
  });

  it("is the right-most address that is no proxy of ours", () => {
    expect(clientIp(forwarded("6.6.6.6, 1.2.3.4, 10.0.0.7"), "10.0.0.1", proxies)).toBe("1.2.3.4");
    expect(clientIp(forwarded("1.2.3.4"), "::ffff:10.0.0.1", proxies)).toBe("1.2.3.4");
    expect(clientIp(forwarded("10.0.0.8"), "10.0.0.1", proxies)).toBe("10.0.0.1");
    expect(clientIp(forwarded("nonsense"), "10.0.0.1", proxies)).toBe("10.0.0.1");
    expect(clientIp(new Headers(), "10.0.0.1", proxies)).toBe("10.0.0.1");
  });

  it("counts a whole /64 as one", () => {
    expect(limitKey("2001:db8:1:2:3:4:5:6")).toBe(limitKey("2001:db8:1:2::9"));
    expect(limitKey("2001:db8:1:2::1")).not.toBe(limitKey("2001:db8:1:3::1"));
    expect(limitKey("1.2.3.4")).toBe("1.2.3.4");
  });
});
