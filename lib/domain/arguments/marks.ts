/**
 * Active Job's serialised arguments (`ActiveJob::Arguments`, Rails 5 to 8) as the values they stand for:
 *
 *   {"#symbol": "eur"} {"#time": "2026-…Z"} {"#date": …} {"#datetime": …} {"#decimal": "1.1"}   may be changed
 *   {"#model": "gid://shop/Order/42"} {"#kept": 3, "is": "3 days"}                              kept or dropped
 *   {":key": 1, "key": 2}                    a hash; `:` before a symbol
 *   {"#keywords": true, ":key": 1}           keyword arguments · "#indifferent", "#raw": the other hashes
 *
 * A real key that begins with `#`, `:` or `=` has a `=` in front.
 */
export const VALUE_MARKS: Readonly<Record<string, string>> = {
  "#symbol": "ActiveJob::Serializers::SymbolSerializer",
  "#time": "ActiveJob::Serializers::TimeSerializer",
  "#date": "ActiveJob::Serializers::DateSerializer",
  "#datetime": "ActiveJob::Serializers::DateTimeSerializer",
  "#decimal": "ActiveJob::Serializers::BigDecimalSerializer",
};
export const MODEL_MARK = "#model";
export const KEPT_MARK = "#kept";
export const HASH_MARKS = ["#keywords", "#indifferent", "#raw"] as const;
export type HashMark = (typeof HASH_MARKS)[number];
