import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchFilter, parseFilter } from "@/lib/domain/filter";
import { predicateOf } from "./filter";
import { anyFilterText, anyJob, NOW_MS } from "./filter.arbitrary";
import { plainFacts } from "./filter.plain";
import type { Spot } from "./filter-facts";

const spots: fc.Arbitrary<Spot> = fc.oneof(
  fc
    .constantFrom("retry", "dead", "scheduled")
    .chain((set) =>
      fc.integer({ min: -7_200, max: 7_200 }).map((off) => ({ set, score: String(NOW_MS / 1_000 + off) }) as const),
    ),
  fc.constant({ queue: "default" }),
);

describe("a filter over bytes", () => {
  it("means what it means over what is shown", () => {
    let held = 0;
    fc.assert(
      fc.property(anyJob, anyFilterText, spots, (bytes, q, spot) => {
        const parsed = parseFilter(q);
        if (!parsed.ok) throw new Error(`${q}: ${parsed.code}`);
        const plain = matchFilter(parsed.filter, plainFacts(bytes, spot, NOW_MS));
        expect(predicateOf(q, undefined, NOW_MS)(bytes, spot)).toBe(plain);
        if (plain) held++;
      }),
      { numRuns: 20_000 },
    );
    expect(held).toBeGreaterThan(1_000);
  });

  it("never tells two masked values apart", () => {
    const secrets = fc.constantFrom("hunter2", "abc", "4411", "", "tok_1-x", "é");
    fc.assert(
      fc.property(
        secrets,
        secrets,
        anyFilterText,
        fc.constantFrom("hunter2", "abc", "4411", "tok", "h*", "*2"),
        fc.boolean(),
        (a, b, q, guess, negated) => {
          const job = (secret: string) =>
            Buffer.from(
              JSON.stringify({
                class: "Pay",
                queue: "default",
                jid: "a1",
                args: [{ password: secret, user: { id: 5 }, note: `password=${secret || "x"} token` }],
                tags: ["eu"],
                error_message: `bad password="${secret}"`,
              }),
            );
          const asked = [
            q,
            `arg.password:${guess}`,
            `arg.password>=${Number(guess) || 1}`,
            `message:${guess}`,
            guess,
            `arg:${guess}`,
            `arg.note:*${guess}*`,
          ].map((each) => (negated ? `-(${each || "x"})` : each));
          for (const filter of asked) {
            const means = predicateOf(filter, undefined, NOW_MS);
            expect(means(job(a), { queue: "default" })).toBe(means(job(b), { queue: "default" }));
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("finds what JSON writes in another way", () => {
    const bytes = Buffer.from(
      String.raw`{"class":"\u0050ay::Charge","queue":"d","jid":"1","args":["a\/b","caf\u00e9 \"x\"","tab\there"],"error_message":"undefined method \u003cfoo\u003e for \"bar\""}`,
    );
    const means = (q: string) => predicateOf(q, undefined, NOW_MS)(bytes, { queue: "d" });
    for (const q of [
      "class:pay::charge",
      "arg:a/b",
      'arg:"café \\"x\\""',
      "café",
      'message:"<foo> for \\"bar\\""',
      "<foo>",
      '"method \\\\u003cfoo"',
      "Pay::Charge",
      'arg:"tab\there"',
    ])
      expect([q, means(q)]).toEqual([q, true]);
    for (const q of ["class:pay", "arg:a", "method*bar*foo"]) expect([q, means(q)]).toEqual([q, false]);
  });

  it("shows values as Active Job means them", () => {
    const duration = {
      _aj_serialized: "ActiveJob::Serializers::DurationSerializer",
      value: 259200,
      parts: [[{ _aj_serialized: "ActiveJob::Serializers::SymbolSerializer", value: "days" }, 3]],
    };
    const argument = [
      duration,
      { _aj_globalid: "gid://shop/Order/42" },
      { _aj_serialized: "ActiveJob::Serializers::SymbolSerializer", value: "eur" },
      null,
    ];
    const bytes = Buffer.from(
      JSON.stringify({
        class: "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper",
        wrapped: "ActionMailer::MailDeliveryJob",
        queue: "d",
        jid: "1",
        args: [
          {
            job_class: "ActionMailer::MailDeliveryJob",
            job_id: "6c84fb90",
            arguments: ["UserMailer", "welcome", "deliver_now", { params: { locale: "de" }, args: argument }],
          },
        ],
      }),
    );
    const means = (q: string) => predicateOf(q, undefined, NOW_MS)(bytes, { queue: "d" });
    for (const q of [
      "class:UserMailer#welcome",
      "UserMailer#welcome",
      'arg:"3 days"',
      "arg:gid://shop/Order/42",
      "arg.locale:de",
      "arg:eur",
      "arg:nil",
      "jid:6c84fb90",
    ])
      expect([q, means(q)]).toEqual([q, true]);
  });

  it("leaves alone what nobody can read", () => {
    for (const text of ["", "not json", "[1]", '{"a":', "null", '{"class":5,"args":"x"}', "\xff\xfe"]) {
      const bytes = Buffer.from(text, "latin1");
      for (const q of ["", "class:x", "-class:x", "age>2h", "arg:5", "json"])
        expect(typeof predicateOf(q, undefined, NOW_MS)(bytes, { queue: "d" })).toBe("boolean");
    }
    expect(predicateOf("not", undefined)(Buffer.from("not json"), { queue: "d" })).toBe(true);
  });
});
