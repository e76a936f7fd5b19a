import "server-only";
import type { JsonValue } from "./payload-parse";

export const MASK = "[FILTERED]";

/** Rails' own `filter_parameters` defaults and what else is a secret by its name, without `author` and `discard`. */
const NAMES =
  "(?<!by|com)pass(?!enger|ive|age|ing)|secret|token|_key|api.?key|private.?key|access.?key|crypt|salt|certificate|otp|ssn|cvv|cvc|e?mail|auth(?!or(?!iz))|cookie|credential|(?<!dis|wild)card(?!inal)";
const SENSITIVE_NAME = new RegExp(NAMES, "i");
/** Sidekiq's and the plug-ins' own fields that a name rule would hide. */
const OWN_FIELDS = new Set(["deliver_now", "encrypt"]);

/** Key names repeat from payload to payload; the bound keeps a hostile store from filling the memory. */
const judged = new Map<string, boolean>();
const JUDGED_MAX = 5_000;

export function sensitiveName(name: string): boolean {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const sensitive = SENSITIVE_NAME.test(name) && !OWN_FIELDS.has(name) && !name.startsWith("_aj_");
  if (judged.size >= JUDGED_MAX) judged.clear();
  if (name.length <= 100) judged.set(name, sensitive);
  return sensitive;
}

/** Each linear in the text's length: every repetition is bounded or starts only where its class cannot precede it. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,8000}(?:\.[A-Za-z0-9_-]{0,4000})?/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,200}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,255}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,250}/g,
];
const BEARER = /\b(Bearer|Basic)\s{1,8}[A-Za-z0-9._~+/-]{8,4000}={0,2}/gi;
const URL_PASSWORD = /(:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}@/g;
/**
 * `"password":"x"`, `:token=>"x"`, `secret=x` inside a text, such as an inspected Hash in an error message; as Ruby 3.4
 * and Active Record inspect it, `{password: "x"}`, also with a list or a Hash for value. Without quotes the name must be
 * a plain secret's own, since `unexpected token: END` is none.
 */
const NAMED_VALUE = new RegExp(
  `((?<![\\w-])(?:["':]?[\\w-]{0,40}(?:${NAMES})[\\w-]{0,40}(?:\\\\?["']\\s{0,4}:|\\\\?["')]?\\s{0,4}=>?|:(?=\\s{0,4}\\\\?["'[{]))|:?(?:password|passwd|passphrase|secret|api[_-]?key):)\\s{0,4})(\\\\"[^"\\\\]{0,4000}(?:\\\\")?|"(?:[^"\\\\]|\\\\[^]){0,4000}"?|'[^']{0,4000}'?|\\[[^\\]]{0,4000}\\]?|\\{[^}]{0,4000}\\}?|\\([^)]{0,4000}\\)?|[^\\s"',;&}\\]]{1,4000})`,
  "gi",
);
/** `Key (account_id, email)=(1, ada@example.org) already exists.`, as PostgreSQL says it. */
const KEY_DETAIL = /(\bKey \([^()]{0,400}\)=)\([^()]{0,4000}\)?/g;
/** A line of YAML, which delayed extensions keep their arguments in. */
const YAML_VALUE = new RegExp(
  `(^[\\s-]{0,40}["':]?[\\w-]{0,40}(?:${NAMES})[\\w-]{0,40}["']?:[ \\t]{1,4})([^\\n]{1,4000})`,
  "gim",
);
const WORTH_A_LOOK =
  /=|:\/\/|["']\s*:|:\s{0,4}\\?["'[{]|(?:pass\w{2,6}|secret|key):|^---|eyJ|A[KS]IA|_live_|_test_|gh[pousr]_|xox|-----BEGIN|[Bb](?:earer|asic|EARER|ASIC)\s/i;

/** The text with every recognisable secret replaced by `MASK`. */
export function maskText(text: string): string {
  if (!WORTH_A_LOOK.test(text)) return text;
  let out = text;
  for (const shape of SHAPES) out = out.replace(shape, MASK);
  if (out.startsWith("---")) out = out.replace(YAML_VALUE, `$1${MASK}`);
  return out
    .replace(BEARER, `$1 ${MASK}`)
    .replace(URL_PASSWORD, `$1${MASK}@`)
    .replace(KEY_DETAIL, (whole, key: string) => (SENSITIVE_NAME.test(key) ? `${key}${MASK}` : whole))
    .replace(NAMED_VALUE, `$1${MASK}`);
}

/** For `parseJson`: what to show in place of a value, as JSON text. */
export function hideSecrets(key: string | null, value: JsonValue): string | null {
  if (key !== null && hidesValue(key, value)) return JSON.stringify(MASK);
  if (typeof value !== "string") return null;
  const masked = maskText(value);
  return masked === value ? null : JSON.stringify(masked);
}

/** A name says nothing about null and booleans (`encrypt: true`), which are no secrets. */
export function hidesValue(key: string, value: JsonValue): boolean {
  return value !== null && typeof value !== "boolean" && sensitiveName(key);
}
