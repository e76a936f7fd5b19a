import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpus } from "./corpus";
import { errorGroupId, groupIdKey, groupIdText, NORMAL_BYTES, normaliseMessage } from "./index";

const group = (message: string | null) => errorGroupId({ class: "Job", errorClass: "StandardError", message });

describe("the corpus", () => {
  it("holds at least 200 messages", () => {
    expect(corpus.flat().length).toBeGreaterThanOrEqual(200);
  });

  it.each(corpus.filter((messages) => messages.length > 1))("merges %s", (...messages) => {
    expect(new Set(messages.map(normaliseMessage)).size, messages.map(normaliseMessage).join("\n")).toBe(1);
    expect(new Set(messages.map(group)).size).toBe(1);
  });

  it("keeps every line apart from every other", () => {
    const owners = new Map<string, string>();
    for (const [message = ""] of corpus) {
      const other = owners.get(normaliseMessage(message));
      expect(other, `${message}\n${other}\n${normaliseMessage(message)}`).toBeUndefined();
      owners.set(normaliseMessage(message), message);
    }
  });
});

describe("a normalised message", () => {
  it("stays legible", () => {
    expect(normaliseMessage("Couldn't find User with 'id'=123")).toBe("Couldn't find User with 'id'=…");
    expect(normaliseMessage("Key (email)=(a@b.example) already exists.")).toBe("Key (email)=(…) already exists.");
    expect(normaliseMessage("took 600s\n  of 5")).toBe("took …s of …");
    expect(normaliseMessage("see https://jane:pw@eu-3.example.com/a?b")).toBe("see https://eu-….example.com/…");
    expect(normaliseMessage("status 503, /tmp/x.png, read/write, S3")).toBe("status 503, …, read/write, S3");
  });

  it("does not depend on the length of a list", () => {
    expect(normaliseMessage("ids 1, 2, 3")).toBe(normaliseMessage("ids 4"));
    expect(normaliseMessage("names 'a 1', 'b 2'")).toBe(normaliseMessage("names 'c 3'"));
  });

  it("is bounded, whole characters and printable, whatever comes in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3_000 }), (text) => {
        const normal = normaliseMessage(text);
        expect(Buffer.byteLength(normal)).toBeLessThanOrEqual(NORMAL_BYTES);
        expect([...normal].some((char) => char < " " || char === "\x7f")).toBe(false);
      }),
    );
    expect(normaliseMessage("é".repeat(1_000)).includes("\ufffd")).toBe(false);
    expect(normaliseMessage("'x ".repeat(2_000)).length).toBeLessThanOrEqual(NORMAL_BYTES);
  });

  it("is the same for any number in a place and for any id", () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid(), fc.stringMatching(/^[0-9a-f]{16,40}$/), (number, uuid, hex) => {
        expect(normaliseMessage(`Order ${number} (${uuid}) failed: trace ${hex}.`)).toBe(
          "Order … (…) failed: trace ….",
        );
      }),
    );
  });
});

describe("a group's id", () => {
  it("is twelve small letters and digits, and a number below 2^53", () => {
    fc.assert(
      fc.property(fc.string(), (message) => {
        const id = group(message);
        expect(id).toMatch(/^[a-z0-9]{12}$/);
        expect(groupIdText(groupIdKey(id) ?? -1)).toBe(id);
      }),
    );
    expect(groupIdKey("nonsense")).toBeNull();
    expect(groupIdKey("ezzzzzzzzzzz")).toBeNull();
  });

  it("never changes: links and remembered states carry it", () => {
    expect(
      errorGroupId({ class: "Webhooks::DeliverJob", errorClass: "Faraday::TimeoutError", message: "after 5s" }),
    ).toBe("e1rwaiva0yp5");
    expect(errorGroupId({ class: null, errorClass: null, message: null })).toBe("e0cl5i3edd6l");
  });

  it("tells class, error and message apart, and nothing from empty", () => {
    const ids = [
      errorGroupId({ class: "A", errorClass: "B", message: "c" }),
      errorGroupId({ class: "AB", errorClass: "", message: "c" }),
      errorGroupId({ class: "A", errorClass: "Bc", message: "" }),
      errorGroupId({ class: "A", errorClass: "B", message: null }),
      errorGroupId({ class: "A", errorClass: null, message: "c" }),
      errorGroupId({ class: null, errorClass: "B", message: "c" }),
      errorGroupId({ class: "", errorClass: "B", message: "c" }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("does not depend on the address of an error class without a name", () => {
    const of = (errorClass: string) => errorGroupId({ class: "A", errorClass, message: "x" });
    expect(of("#<Class:0x00007f8b1c0a3b20>::Failed")).toBe(of("#<Class:0x000055d0aa11b0f8>::Failed"));
  });
});
