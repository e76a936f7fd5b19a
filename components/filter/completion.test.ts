import { describe, expect, it } from "vitest";
import { completionAt, keyChoices, valueChoice } from "./completion";

describe("what can be completed", () => {
  it.each([
    ["", { kind: "key", from: 0, typed: "" }],
    ["cla", { kind: "key", from: 0, typed: "cla" }],
    ["age>2h -que", { kind: "key", from: 8, typed: "que" }],
    ["(que", { kind: "key", from: 1, typed: "que" }],
    ["class:Mail", { kind: "value", from: 0, typed: "Mail", key: "class", path: null }],
    ['queue:low class:"My J', { kind: "value", from: 10, typed: "My J", key: "class", path: null }],
    ["arg.us", { kind: "argName", from: 0, typed: "us" }],
    ["arg.user.id:4", { kind: "value", from: 0, typed: "4", key: "arg", path: ["user", "id"] }],
    ['arg."my key".id:', { kind: "value", from: 0, typed: "", key: "arg", path: ["my key", "id"] }],
    ['"cla', null],
    ["age>2", null],
    ["class:Mail*", null],
    ["Net::Read", null],
  ])("in %s", (text, expected) => {
    expect(completionAt(text, text.length)).toEqual(expected);
  });

  it("is about the place of the cursor, not the end of the text", () => {
    expect(completionAt("cl queue:low", 2)).toEqual({ kind: "key", from: 0, typed: "cl" });
  });

  it("quotes values that would be read otherwise", () => {
    expect(valueChoice({ key: "arg", path: ["my key"] }, { value: "a b", count: 3 })?.insert).toBe(
      'arg."my key":"a b" ',
    );
    expect(keyChoices("ret").map(({ insert }) => insert)).toEqual(["retries>="]);
  });
});
