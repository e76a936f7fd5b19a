import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contract } from "@/lib/stores/contract";
import type { Store } from "@/lib/stores/port";
import { type CutProxy, startCutProxy } from "@/lib/testing/cut-proxy";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { openSidekiqStore } from "./store";
import { config, type Format, sidekiqHarness } from "./test-harness";

const formats: readonly Format[] = [
  { major: 7, namespace: null },
  { major: 8, namespace: null },
  { major: 7, namespace: "app1" },
  { major: 8, namespace: "app1" },
];

let server: TestRedis;
let proxy: CutProxy;
const proxyUrl = () => `redis://127.0.0.1:${proxy.port}/0`;
beforeAll(async () => {
  server = await startRedis();
  proxy = await startCutProxy(server.port);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

describe.each(formats)("Sidekiq $major, namespace $namespace", (format) => {
  let store: Store;
  beforeAll(() => {
    store = openSidekiqStore(config(proxyUrl(), format.namespace));
  });
  afterAll(() => store.close());
  beforeEach(() => server.client().flushall());

  it.each(contract)("$name", async (check) => {
    await check.run(sidekiqHarness(store, server.client(), proxy, format));
  });
});

it("a read-only source can change nothing", async () => {
  const store = openSidekiqStore(config(proxyUrl(), null, true));
  expect(store.writer).toBeUndefined();
  expect(store.trash).toBeUndefined();
  expect(Object.keys(store.queues)).toEqual(["list"]);
  expect(store.processes.signal).toBeUndefined();
  expect(store.facets.has("writer")).toBe(false);
  await store.close();
});
