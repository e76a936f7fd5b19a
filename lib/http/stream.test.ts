import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { limits } from "@/lib/config/limits";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";

const users = [
  testUser("ada", "admin"),
  testUser("vera", "viewer", [{ source: "default", queues: ["mail-*"] }]),
  testUser("eve", "viewer", [{ source: "other", queues: null }]),
];

let server: TestConsole;
const open: AbortController[] = [];

beforeAll(async () => {
  server = await startConsole({ users });
  await seed(server.redis.client());
});
afterEach(() => {
  vi.useRealTimers();
  for (const controller of open.splice(0)) controller.abort();
  server.runtime.auth.reload(users, []);
});
afterAll(() => server.close());

/** Reads a stream event by event. */
async function follow(as: string) {
  const controller = new AbortController();
  open.push(controller);
  const response = await server.call("/default/stream", { as });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  controller.signal.addEventListener("abort", () => void reader?.cancel().catch(() => {}));
  let text = "";
  return {
    response,
    leave: () => controller.abort(),
    /** The next event of this name; null when the stream has ended. */
    async next(event: string): Promise<string | null> {
      for (;;) {
        const found = new RegExp(`event: ${event}\ndata: (.*)\n\n`).exec(text);
        if (found) {
          text = text.slice(found.index + found[0].length);
          return found[1] ?? "";
        }
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return null;
        text += chunk.value;
      }
    },
  };
}

describe("the event stream", () => {
  it("sends a snapshot at once and another each second, in order", async () => {
    const stream = await follow("ada");
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.response.headers.get("cache-control")).toContain("no-transform");
    const first = JSON.parse((await stream.next("snapshot")) ?? "");
    const second = JSON.parse((await stream.next("snapshot")) ?? "");
    expect(first.sizes.enqueued).toBe(9);
    expect(second.seq).toBe(first.seq + 1);
  });

  it("shows a narrower caller its own queues alone", async () => {
    const snapshot = (await (await follow("vera")).next("snapshot")) ?? "";
    expect(JSON.parse(snapshot).queues.map((queue: { name: string }) => queue.name)).toEqual(["mail-in"]);
    expect(snapshot).not.toContain("vault");
  });

  it("is closed to whom the source is closed, and to nobody in particular", async () => {
    expect((await server.call("/default/stream", { as: "eve" })).status).toBe(404);
    expect((await server.call("/nowhere/stream", { as: "ada" })).status).toBe(404);
    expect((await server.call("/default/stream")).status).toBe(401);
  });

  it("ends within a second of the person behind it being taken away", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const stream = await follow("ada");
    await stream.next("snapshot");
    vi.advanceTimersByTime(limits.streamHeartbeatMs);
    expect(await stream.next("heartbeat")).toBe("{}");

    server.runtime.auth.reload([], []);
    vi.advanceTimersByTime(limits.streamRecheckMs);
    expect(await stream.next("heartbeat")).toBeNull();
  });

  it("shows less as soon as a scope has become narrower", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const stream = await follow("ada");
    await stream.next("snapshot");
    server.runtime.auth.reload([testUser("ada", "viewer", [{ source: "default", queues: ["vault"] }])], []);
    vi.advanceTimersByTime(limits.streamRecheckMs);
    const { queues } = JSON.parse((await stream.next("snapshot")) ?? "");
    expect(queues.map((queue: { name: string }) => queue.name)).toEqual(["vault"]);
  });

  it("has a bound per person, and a viewer that leaves makes room", async () => {
    const streams = [];
    for (let i = 0; i < limits.streamsPerUser; i++) streams.push(await follow("ada"));
    expect((await server.call("/default/stream", { as: "ada" })).status).toBe(429);
    expect((await follow("vera")).response.status).toBe(200);
    streams[0]?.leave();
    await vi.waitFor(async () => {
      const again = await follow("ada");
      expect(again.response.status).toBe(200);
    });
  });
});
