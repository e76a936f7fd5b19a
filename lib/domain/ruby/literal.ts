import { decodeToken, type JsonMember, type JsonSpan } from "@/lib/domain/json/check";

/** What a person may read as part of the line without being fooled: no quotes' ends, interpolation, controls, or marks that turn text around. */
const UNSAFE = /["\\]|#(?=[{$@])|[\p{C}\p{Zl}\p{Zp}]/gu;
const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*[?!]?$/;

/** A Ruby string literal of any text. */
export function rubyString(text: string): string {
  const escaped = text.replace(UNSAFE, (char) => {
    if (char === '"' || char === "\\" || char === "#") return `\\${char}`;
    return NAMED[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${escaped}"`;
}

export function rubySymbol(name: string): string {
  return IDENTIFIER.test(name) ? `:${name}` : `:${rubyString(name)}`;
}

/** `Billing::ChargeJob`: what may stand in a line as a constant. */
export function isConstant(name: string): boolean {
  return /^[A-Z][A-Za-z0-9_]*(?:::[A-Z][A-Za-z0-9_]*)*$/.test(name) && name.length <= 200;
}

export function isMethodName(name: string): boolean {
  return /^[a-z_][A-Za-z0-9_]*[?!]?$/.test(name);
}

/** JSON values as Ruby literals; numbers keep their digits. */
export function plainLiteral(text: string, span: JsonSpan): string {
  switch (span.kind) {
    case "array":
      return `[${span.items.map((item) => plainLiteral(text, item)).join(", ")}]`;
    case "object":
      return braces(span.members.map(({ key, value }) => `${rubyString(key)} => ${plainLiteral(text, value)}`));
    default:
      return scalar(text, span);
  }
}

/** The values of Active Job's serialised arguments (`ActiveJob::Arguments`) as a person would write them. */
export function activeJobLiteral(text: string, span: JsonSpan): string {
  if (span.kind === "array") return `[${span.items.map((item) => activeJobLiteral(text, item)).join(", ")}]`;
  if (span.kind !== "object") return scalar(text, span);
  const of = (name: string) => span.members.find(({ key }) => key === name)?.value;
  const gid = stringOf(text, of("_aj_globalid"));
  if (gid !== null && span.members.length === 1) return `GlobalID::Locator.locate(${rubyString(gid)})`;
  const serializer = stringOf(text, of("_aj_serialized"));
  if (serializer !== null) return serialized(text, span, serializer);
  const members = hashMembers(text, span);
  return `${braces(members)}${of("_aj_hash_with_indifferent_access") ? ".with_indifferent_access" : ""}`;
}

/** Arguments of a call: keyword arguments at the end lose their braces. */
export function activeJobCall(text: string, items: readonly JsonSpan[]): string {
  return items
    .map((item, index) => {
      const last = index === items.length - 1 && item.members.some(({ key }) => key === "_aj_ruby2_keywords");
      return last ? hashMembers(text, item).join(", ") : activeJobLiteral(text, item);
    })
    .filter((part) => part !== "")
    .join(", ");
}

function serialized(text: string, span: JsonSpan, serializer: string): string {
  const inner = span.members.find(({ key }) => key === "value")?.value;
  const value = stringOf(text, inner);
  const zone = stringOf(text, span.members.find(({ key }) => key === "time_zone")?.value);
  if (value !== null) {
    switch (serializer.replace("ActiveJob::Serializers::", "")) {
      case "SymbolSerializer":
        return rubySymbol(value);
      case "TimeSerializer":
        return `Time.iso8601(${rubyString(value)})`;
      case "TimeWithZoneSerializer":
        return `Time.iso8601(${rubyString(value)}).in_time_zone(${zone === null ? "" : rubyString(zone)})`;
      case "DateSerializer":
        return `Date.iso8601(${rubyString(value)})`;
      case "DateTimeSerializer":
        return `DateTime.iso8601(${rubyString(value)})`;
      case "BigDecimalSerializer":
        return `BigDecimal(${rubyString(value)})`;
      case "ModuleSerializer":
        if (isConstant(value)) return value;
    }
  }
  return `ActiveJob::Arguments.deserialize([JSON.parse(${rubyString(text.slice(span.start, span.end))})]).first`;
}

function hashMembers(text: string, span: JsonSpan): string[] {
  const marks = span.members.find(({ key }) => key === "_aj_symbol_keys" || key === "_aj_ruby2_keywords")?.value;
  const symbols = new Set((marks?.items ?? []).map((item) => stringOf(text, item)));
  return span.members
    .filter(({ key }) => !key.startsWith("_aj_"))
    .map((member) => `${hashKey(member, symbols.has(member.key))} ${activeJobLiteral(text, member.value)}`);
}

function hashKey({ key }: JsonMember, symbol: boolean): string {
  if (!symbol) return `${rubyString(key)} =>`;
  return IDENTIFIER.test(key) && !/[?!]$/.test(key) ? `${key}:` : `${rubyString(key)}:`;
}

function scalar(text: string, span: JsonSpan): string {
  const raw = text.slice(span.start, span.end);
  if (span.kind === "string") return rubyString(decodeToken(text, span.start, span.end));
  return raw === "null" ? "nil" : raw;
}

export function stringOf(text: string, span: JsonSpan | undefined): string | null {
  return span?.kind === "string" ? decodeToken(text, span.start, span.end) : null;
}

const braces = (members: readonly string[]) => (members.length === 0 ? "{}" : `{${members.join(", ")}}`);
