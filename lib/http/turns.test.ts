import { describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors/app-error";
import { Turns } from "./turns";

function held() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}

describe("turns", () => {
  it("run two at a time for one person and six in all", async () => {
    const turns = new Turns();
    const { gate, open } = held();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await gate;
      running -= 1;
    };
    const one = [turns.take("a", work), turns.take("a", work), turns.take("a", work)];
    await Promise.resolve();
    expect(running).toBe(2);
    const others = ["b", "c", "d", "e", "f"].map((user) => turns.take(user, work));
    await Promise.resolve();
    expect(running).toBe(6);
    open();
    await Promise.all([...one, ...others]);
    expect(most).toBe(6);
    expect(running).toBe(0);
  });

  it("are refused to who would wait too long, and free again after a failure", async () => {
    const turns = new Turns();
    const { gate, open } = held();
    const blocked = [turns.take("a", () => gate), turns.take("a", () => gate)];
    const refused = await turns.take("a", async () => "ran").catch((error: unknown) => error);
    expect(isAppError(refused, "too_many_requests")).toBe(true);
    open();
    await Promise.all(blocked);
    await expect(turns.take("a", () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await turns.take("a", async () => "ran")).toBe("ran");
  });
});
