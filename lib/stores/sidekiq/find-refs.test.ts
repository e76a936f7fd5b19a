import { afterAll, expect, it } from "vitest";
import { openRedisLink } from "@/lib/redis/open";
import { startRedis } from "@/lib/testing/redis-server";
import { findRefs } from "./find-refs";
import { sidekiqKeys } from "./keys";
import { hashText } from "./ref";

const redis = await startRedis();
const link = openRedisLink({ url: redis.url });
const context = { link, keys: sidekiqKeys(null), namespace: null };
afterAll(async () => {
  await link.close();
  await redis.stop();
});

it("calls a job gone only when the whole queue was looked through", async () => {
  const admin = redis.client();
  const ref = { kind: "queue" as const, queue: "low", hash: hashText(Buffer.from("wanted")), fromTail: 0 };
  const found = async () => (await findRefs(context, [ref]))[0];
  await admin.lpush("queue:low", "wanted");
  expect(await found()).toMatchObject({ at: { queue: "low", fromTail: 0 } });
  await admin.rpush("queue:low", ...Array.from({ length: 150 }, (_, i) => `near ${i}`));
  expect(await found()).toMatchObject({ at: { queue: "low", fromTail: 150 } });
  await admin.rpush("queue:low", ...Array.from({ length: 150 }, (_, i) => `far ${i}`));
  expect(await found()).toBe("unknown");
  await admin.del("queue:low");
  await admin.rpush("queue:low", ...Array.from({ length: 201 }, (_, i) => `other ${i}`));
  expect(await found()).toBe("gone");
  await admin.rpush("queue:low", "one more");
  expect(await found()).toBe("unknown");
});
