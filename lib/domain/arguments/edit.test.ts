import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkJson } from "@/lib/domain/json/check";
import { compactJson } from "@/lib/domain/json/format";
import { type ArgumentsForm, editableText, storedText } from "./edit";
import { ArgumentsFault } from "./fault";
import type { Range } from "./kept";

/** Masks the value of every key `secret`, as the server's own rules do by name. */
function findHidden(raw: string): Range[] {
  const check = checkJson(raw);
  if (!check.ok) return [];
  const found: Range[] = [];
  const walk = (span: typeof check.root): void => {
    for (const item of span.items) walk(item);
    for (const { key, value } of span.members) {
      if (key === "secret" && value.kind !== "literal") found.push({ start: value.start, end: value.end });
      else walk(value);
    }
  };
  walk(check.root);
  return found;
}

const stored = (raw: string, form: ArgumentsForm, encrypted = false) => ({
  raw,
  form,
  hidden: findHidden(raw),
  encrypted,
});
const edit = (raw: string, form: ArgumentsForm, change: (text: string) => string, encrypted = false) => {
  const given = stored(raw, form, encrypted);
  return storedText(given, change(editableText(given) ?? ""), findHidden);
};
const refusal = (raw: string, form: ArgumentsForm, change: (text: string) => string, encrypted = false) => {
  try {
    return edit(raw, form, change, encrypted);
  } catch (error) {
    if (error instanceof ArgumentsFault) return error.code;
    throw error;
  }
};

const AJ =
  '[42,{"_aj_globalid":"gid://shop/Order/42"},{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"eur"},' +
  '{"_aj_serialized":"ActiveJob::Serializers::DurationSerializer","value":259200,"parts":[[{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"days"},3]]},' +
  '{"a":1.0,"b":[{"x":1,"_aj_symbol_keys":["x"]}],":odd":2,"_aj_symbol_keys":["b"]},{"k":1,"_aj_hash_with_indifferent_access":true},' +
  '{"plain":12345678901234567890},{"_aj_serialized":"ActiveJob::Serializers::ModuleSerializer","value":"Order"},{"to":"x","_aj_ruby2_keywords":["to"]}]';

describe("plain arguments", () => {
  it("keep every digit, key and escape that was not touched", () => {
    const raw = '[9007199254740993,1.0,-0.0,1e3,{"z":1,"a":"\\/\\u00e9","2":[],"1":{}}]';
    expect(edit(raw, "plain", (text) => text)).toBe(raw);
    expect(edit(raw, "plain", (text) => text.replace("9007199254740993", "9007199254740995"))).toBe(
      raw.replace("0993", "0995"),
    );
  });

  it("give masked values back unseen, in a place where they stay masked", () => {
    const raw = '[{"secret":"hunter2","note":"n"},{"secret":{"deep":[1]}}]';
    const text = editableText(stored(raw, "plain")) ?? "";
    expect(text).not.toContain("hunter2");
    expect(text).toContain("[FILTERED 1]");
    expect(edit(raw, "plain", (shown) => shown.replace('"n"', '"changed"'))).toBe(raw.replace('"n"', '"changed"'));
    expect(edit(raw, "plain", (shown) => shown.replace('"[FILTERED 1]"', '"new"'))).toBe(raw.replace("hunter2", "new"));
    const swapped = (shown: string) =>
      shown
        .replace("[FILTERED 1]", "[FILTERED x]")
        .replace("[FILTERED 2]", "[FILTERED 1]")
        .replace("[FILTERED x]", "[FILTERED 2]");
    expect(edit(raw, "plain", swapped)).toBe('[{"secret":{"deep":[1]},"note":"n"},{"secret":"hunter2"}]');
    expect(refusal(raw, "plain", (shown) => shown.replace('"n"', '"[FILTERED 1]"'))).toBe("masked_twice");
    expect(refusal(raw, "plain", (shown) => shown.replace('"secret"', '"open"'))).toBe("masked_exposed");
    expect(refusal(raw, "plain", (shown) => shown.replace("[FILTERED 1]", "[FILTERED 9]"))).toBe("masked_unknown");
    expect(refusal(raw, "plain", (shown) => shown.replace("[FILTERED 1]", "[FILTERED]"))).toBe("masked_unknown");
    expect(refusal(raw, "plain", () => '["\\u005bFILTERED 1]"]')).toBe("masked_exposed");
  });

  it("call their placeholders by a word the arguments do not hold", () => {
    const raw = '[{"secret":"a"},"[FILTERED 1]","[FILTERED]"]';
    expect(editableText(stored(raw, "plain"))).toContain("[FILTERED_ 1]");
    expect(edit(raw, "plain", (text) => text)).toBe(raw);
  });

  it("revive nothing new and nothing changed", () => {
    const raw = '[{"json_class":"Order","v":1},{"_aj_globalid":"gid://a/B/1"},{"^o":"Thing"}]';
    expect(edit(raw, "plain", (text) => text)).toBe(raw);
    for (const [from, to] of [
      ['"v": 1', '"v": 2'],
      ["gid://a/B/1", "gid://a/B/2"],
      ["Thing", "Evil"],
      ["Order", "Evil"],
    ] as const) {
      expect(
        refusal(raw, "plain", (text) => text.replace(from, to)),
        to,
      ).toBe("reviving");
    }
    for (const key of [
      "_aj_globalid",
      "_aj_serialized",
      "_aj_symbol_keys",
      "_sc_globalid",
      "json_class",
      "^o",
      "^O",
      "\\u005eo",
      "json\\u005fclass",
    ]) {
      expect(
        refusal("[1]", "plain", () => `[{"${key}":"x"}]`),
        key,
      ).toBe("reviving");
    }
    expect(refusal(raw, "plain", (text) => text.replace(/\]\s*$/, ',{"^o":"Thing"}]'))).toBe("reviving");
  });

  it("leave an encrypted argument last", () => {
    const raw = '[1,"BAhTecret=="]';
    expect(edit(raw, "plain", (text) => text.replace("1,", "2,"), true)).toBe('[2,"BAhTecret=="]');
    expect(refusal(raw, "plain", () => "[1]", true)).toBe("encrypted_moved");
    expect(refusal(raw, "plain", () => '["[FILTERED 1]",1]', true)).toBe("encrypted_moved");
  });
});

describe("Active Job's arguments", () => {
  it("are shown as the values they stand for", () => {
    const text = editableText(stored(AJ, "active_job")) ?? "";
    const check = checkJson(text);
    expect(check.ok && compactJson(text, check.root)).toBe(
      '[42,{"#model":"gid://shop/Order/42"},{"#symbol":"eur"},{"#kept":1,"is":"duration 259200"},' +
        '{"a":1.0,":b":[{":x":1}],"=:odd":2},{"#indifferent":true,"k":1},{"#raw":true,"plain":12345678901234567890},' +
        '{"#kept":2,"is":"module Order"},{"#keywords":true,":to":"x"}]',
    );
    expect(edit(AJ, "active_job", (shown) => shown)).toBe(AJ);
  });

  it("are written as Active Job would, where they changed", () => {
    expect(edit(AJ, "active_job", (text) => text.replace('"eur"', '"usd"'))).toBe(AJ.replace('"eur"', '"usd"'));
    expect(edit(AJ, "active_job", (text) => text.replace('":x": 1', '":x": 1, ":y": 2, "z": 3'))).toBe(
      AJ.replace('{"x":1,"_aj_symbol_keys":["x"]}', '{"x":1,"y":2,"z":3,"_aj_symbol_keys":["x","y"]}'),
    );
    expect(edit(AJ, "active_job", (text) => text.replace('":to": "x"', '":to": "y", ":cc": {}'))).toBe(
      AJ.replace(
        '"to":"x","_aj_ruby2_keywords":["to"]',
        '"to":"y","cc":{"_aj_symbol_keys":[]},"_aj_ruby2_keywords":["to","cc"]',
      ),
    );
    expect(edit(AJ, "active_job", (text) => text.replace('"=:odd"', '"=#new"'))).toBe(AJ.replace('":odd"', '"#new"'));
  });

  it("load no other record, class or object", () => {
    const cases: [string | RegExp, string, string][] = [
      ["gid://shop/Order/42", "gid://shop/Order/43", "reviving"],
      ["42,", '{"#model":"gid://shop/Order/42"},', "reviving"],
      ["42,", '{"#symbol":"new"},', "reviving"],
      ["42,", '{"_aj_globalid":"gid://shop/Order/1"},', "reviving"],
      ["42,", '{"=_aj_globalid":"gid://shop/Order/1"},', "reviving"],
      ["42,", '{":_aj_serialized":"X"},', "reviving"],
      ["42,", '{"\\u005faj_globalid":"gid://shop/Order/1"},', "reviving"],
      ["42,", '{"=json_class":"X"},', "reviving"],
      ["42,", '{":^o":"X"},', "reviving"],
      ['"#kept": 1', '"#kept": 2', "masked_twice"],
      ['"#kept": 1', '"#kept": 7', "mark_value"],
      ['"#kept": 1', '"#kept": 1, "value": 5', "mark_value"],
      ["42,", '{"#time":"2026-01-02T03:04:05Z"},', "reviving"],
      ["42,", '{"#unknown":1},', "mark_unknown"],
      ['"#indifferent": true', '"#indifferent": 1', "mark_value"],
      ['"#indifferent": true', '"#indifferent": true, "#raw": true', "mark_unknown"],
      ['"#indifferent": true', '"#indifferent": true, ":sym": 1', "mark_unknown"],
      ['":x": 1', '":x": 1, "x": 2', "duplicate_key"],
    ];
    for (const [from, to, code] of cases) {
      expect([to, refusal(AJ, "active_job", (text) => text.replace(from, () => to))]).toEqual([to, code]);
    }
  });

  it("take moments and numbers in the form their class parses", () => {
    const of = (name: string, value: string) =>
      `[{"_aj_serialized":"ActiveJob::Serializers::${name}Serializer","value":"${value}"}]`;
    const time = of("Time", "2026-01-02T03:04:05.678000000Z");
    expect(edit(time, "active_job", (text) => text.replace("2026", "2027"))).toBe(time.replace("2026", "2027"));
    expect(refusal(time, "active_job", (text) => text.replace("2026-", "next "))).toBe("mark_value");
    const decimal = of("BigDecimal", "1.1");
    expect(edit(decimal, "active_job", (text) => text.replace("1.1", "-2.25"))).toBe(decimal.replace("1.1", "-2.25"));
    expect(refusal(decimal, "active_job", (text) => text.replace("1.1", `${"9".repeat(20)}e999999999`))).toBe(
      "mark_value",
    );
  });

  it("hide what is masked, in a model's address too, and give it back", () => {
    const raw =
      '[{"secret":{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"s3"},"n":1,"_aj_symbol_keys":["secret","n"]}]';
    expect(editableText(stored(raw, "active_job"))).toBe('[\n  {":secret": "[FILTERED 1]", ":n": 1}\n]');
    expect(edit(raw, "active_job", (text) => text.replace("1}", "2}"))).toBe(raw.replace('"n":1', '"n":2'));
    expect(refusal(raw, "active_job", (text) => text.replace(":secret", ":open"))).toBe("masked_exposed");
  });

  it("of a mail leave mailer and method alone", () => {
    const raw = '["UserMailer","welcome","deliver_now",{"args":[1],"_aj_ruby2_keywords":["args"]}]';
    expect(edit(raw, "mailer", (text) => text.replace("1", "2"))).toBe(raw.replace("1", "2"));
    expect(refusal(raw, "mailer", (text) => text.replace("welcome", "destroy"))).toBe("mailer_changed");
  });
});

describe("any edit", () => {
  const leaf = fc.oneof(fc.constantFrom("1", "1.0", "9007199254740993", "true", "null", '"s"', '""', '":a"', '"#b"'));
  const key = fc.constantFrom("a", "b", ":c", "#d", "=e", "secret", "value");
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
      fc.uniqueArray(fc.tuple(key, tie("value")), { maxLength: 3, selector: ([name]) => name }).map((members) => {
        const text = members.map(([name, inner]) => `"${name}":${inner},`).join("");
        return `{${text}"_aj_symbol_keys":[${members.slice(0, 1).map(([name]) => `"${name}"`)}]}`;
      }),
      fc.constantFrom(
        '{"_aj_globalid":"gid://a/B/1"}',
        '{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"x"}',
        '{"_aj_serialized":"Own::MoneySerializer","cents":5}',
      ),
    ),
  }));
  const args = fc.array(value, { maxLength: 4 }).map((items) => `[${items.join(",")}]`);

  it("that changes nothing gives the very bytes back", () => {
    fc.assert(
      fc.property(args, fc.constantFrom("plain", "active_job"), (raw, form) => {
        expect(edit(raw, form, (text) => text)).toBe(raw);
      }),
      { numRuns: 3_000 },
    );
  });

  it("revives nothing that was not revived before, and shows nothing that was masked", () => {
    const tokens = fc.constantFrom(
      '{"_aj_globalid":"gid://a/B/2"}',
      '{"#model":"gid://a/B/2"}',
      '{"#model":"gid://a/B/1"}',
      '{"#symbol":"y"}',
      '{"#kept":1}',
      '{"#kept":2,"is":""}',
      '"[FILTERED 1]"',
      '{"secret":"[FILTERED 1]"}',
      '{"=_aj_globalid":"x"}',
      '{"json_class":"X"}',
      '{":a":1,"a":2}',
      "5",
    );
    const objects = (raw: string): string[] =>
      raw.match(/\{"_aj_globalid":"[^"]*"\}|\{"_aj_serialized":"Own[^}]*\}|"json_class"/g) ?? [];
    fc.assert(
      fc.property(
        args,
        fc.constantFrom<ArgumentsForm>("plain", "active_job"),
        fc.array(fc.tuple(tokens, fc.nat()), { maxLength: 3 }),
        (raw, form, changes) => {
          const result = refusal(raw, form, (shown) => {
            let text = shown;
            for (const [token, place] of changes) {
              const spots = [...text.matchAll(/(?<=[[:,]\s*)(?:\d[\d.]*|true|null|"[^"]*"(?!\s*:))/g)];
              const spot = spots[place % Math.max(1, spots.length)];
              if (spot) text = text.slice(0, spot.index) + token + text.slice(spot.index + spot[0].length);
            }
            return text;
          });
          if (!result.startsWith("[")) return;
          const before = objects(raw);
          for (const object of objects(result)) {
            const at = before.indexOf(object);
            expect(at, `${object} in ${result} from ${raw}`).toBeGreaterThanOrEqual(0);
            before.splice(at, 1);
          }
          expect(result).not.toContain("FILTERED");
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
