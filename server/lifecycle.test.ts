import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { gracefulEnd } from "./lifecycle";

async function serve(answer: RequestListener) {
  const stopping = new AbortController();
  const server = createServer(answer);
  const end = gracefulEnd(server, stopping.signal);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  return {
    port,
    ask,
    asked: async (path: string) => (await ask(path)).text(),
    stop() {
      stopping.abort();
      return end();
    },
  };
}

it("answers last calls and what is under way, and takes nothing more", async () => {
  const server = await serve((req, res) => {
    setTimeout(() => res.end("answered"), req.url === "/slow" ? 1_800 : 0);
  });
  const slow = server.asked("/slow");
  await sleep(50);
  const end = server.stop();
  await sleep(100);
  expect(await server.asked("/last")).toBe("answered");
  expect(await slow).toBe("answered");
  await end;
  await expect(server.asked("/late")).rejects.toThrow();
});

it("makes each last answer the end of its connection, also one that is given at once", async () => {
  const server = await serve((_req, res) => {
    res.end("ok");
  });
  const end = server.stop();
  const response = await server.ask("/healthz");
  expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
  await end;
});

it("answers everybody of a burst that it has not taken up yet when it stops", async () => {
  const server = await serve((_req, res) => {
    for (const until = performance.now() + 8; performance.now() < until; );
    res.end("answered");
  });
  const burst = Array.from({ length: 200 }, () => oneAnswer(server.port));
  await sleep(1);
  await Promise.all([server.stop(), ...burst]);
  expect(new Set(await Promise.all(burst))).toEqual(new Set(["answered"]));
}, 20_000);

it("cuts off no answer that is still being read, and waits for nobody who says nothing", async () => {
  const size = 16_000_000;
  const server = await serve((_req, res) => {
    res.end("x".repeat(size));
  });
  const silent = connect(server.port, "127.0.0.1").resume();
  const response = await new Promise<IncomingMessage>((resolve) => {
    get({ host: "127.0.0.1", port: server.port }, resolve);
  });
  const end = server.stop();
  await sleep(1_500);
  expect(silent.destroyed || silent.readableEnded).toBe(true);
  expect((await text(response)).length).toBe(size);
  const startedMs = performance.now();
  await end;
  expect(performance.now() - startedMs).toBeLessThan(1_500);
}, 20_000);

function oneAnswer(port: number): Promise<string> {
  return new Promise((resolve) => {
    get({ host: "127.0.0.1", port, agent: false }, (response) => resolve(text(response))).on("error", (error) =>
      resolve(error.message),
    );
  });
}
