import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { closeAfterAnswer, drain } from "./lifecycle";

it("answers last calls and what is under way, and takes nothing more", async () => {
  const stopping = new AbortController();
  const server = createServer((req, res) => {
    setTimeout(() => res.end("answered"), req.url === "/slow" ? 1_800 : 0);
  });
  closeAfterAnswer(server, stopping.signal);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const at = (path: string) => `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}${path}`;
  const asked = (path: string) => fetch(at(path)).then((response) => response.text());

  const slow = asked("/slow");
  await sleep(50);
  stopping.abort();
  let drained = false;
  const end = drain(server).then(() => {
    drained = true;
  });
  await sleep(100);
  expect(await asked("/last")).toBe("answered");
  expect(await slow).toBe("answered");
  await end;
  expect(drained).toBe(true);
  await expect(asked("/late")).rejects.toThrow();
});
