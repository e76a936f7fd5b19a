import { expect } from "vitest";
import type { Check } from "./harness";

export const processChecks: readonly Check[] = [
  {
    name: "quiet and stop leave one of two words in the mailbox, for a minute",
    async run(h) {
      await h.process("host:1:abc");
      expect(await h.store.processes.signal?.("host:1:abc", "quiet")).toBe("done");
      expect(await h.store.processes.signal?.("host:1:abc", "stop")).toBe("done");
      const { signals, ttlSec } = await h.mailbox("host:1:abc");
      expect(signals).toEqual(["TERM", "TSTP"]);
      expect(ttlSec).toBeGreaterThan(50);
      expect(ttlSec).toBeLessThanOrEqual(60);
    },
  },
  {
    name: "an embedded process and one without a heartbeat get nothing",
    async run(h) {
      await h.process("host:2:def", { embedded: true });
      expect(await h.store.processes.signal?.("host:2:def", "stop")).toBe("embedded");
      expect(await h.store.processes.signal?.("host:3:gone", "stop")).toBe("gone");
      expect((await h.mailbox("host:2:def")).signals).toEqual([]);
      expect((await h.mailbox("host:3:gone")).signals).toEqual([]);
    },
  },
];
