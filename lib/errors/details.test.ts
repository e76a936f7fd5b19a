import { expect, it } from "vitest";
import { AppError } from "./app-error";
import { detailOf } from "./details";

it("says what is wrong with a source's setup; a key of another type is no fault of the setup", () => {
  const of = (reply: string | null, detail: string) =>
    detailOf(new AppError("source_misconfigured", { source: "redis://h:1/99", reply, detail }));
  expect(of(null, "the server speaks TLS")).toBe(
    "redis://h:1/99: The source's URL or setup is wrong (the server speaks TLS); correct it.",
  );
  expect(of("ERR", "ERR DB index is out of range")).toContain("(ERR DB index is out of range)");
  expect(of("WRONGTYPE", "WRONGTYPE Operation against")).toContain("A key of the store has another type");
});
