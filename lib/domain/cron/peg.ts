/** What a parser found: `name` is null for what only holds others together. */
export interface Found {
  readonly name: string | null;
  readonly text: string;
  readonly end: number;
  readonly parts: readonly Found[];
}

/** Looks at `input` from `at`; null when it does not find itself there. */
export type Parser = (input: string, at: number) => Found | null;

/** @param pattern anchored by the sticky flag (`y`) */
export function rex(name: string | null, pattern: RegExp): Parser {
  return (input, at) => {
    pattern.lastIndex = at;
    const match = pattern.exec(input);
    return match && { name, text: match[0], end: at + match[0].length, parts: [] };
  };
}

export function seq(name: string | null, ...parsers: readonly Parser[]): Parser {
  return (input, at) => {
    const parts: Found[] = [];
    let end = at;
    for (const parser of parsers) {
      const found = parser(input, end);
      if (!found) return null;
      parts.push(found);
      end = found.end;
    }
    return { name, text: input.slice(at, end), end, parts };
  };
}

/** The first that finds itself, not the longest. */
export function alt(name: string | null, ...parsers: readonly Parser[]): Parser {
  return (input, at) => {
    for (const parser of parsers) {
      const found = parser(input, at);
      if (found) return { name, text: found.text, end: found.end, parts: [found] };
    }
    return null;
  };
}

export function maybe(parser: Parser): Parser {
  return (input, at) => parser(input, at) ?? { name: null, text: "", end: at, parts: [] };
}

/** One or more, with a separator that is given back when nothing follows it. */
export function joined(name: string | null, element: Parser, separator: Parser): Parser {
  return (input, at) => {
    const first = element(input, at);
    if (!first) return null;
    const parts = [first];
    let end = first.end;
    for (;;) {
      const between = separator(input, end);
      const next = between && element(input, between.end);
      if (!next || next.end === end) break;
      parts.push(next);
      end = next.end;
    }
    return { name, text: input.slice(at, end), end, parts };
  };
}

/** Resolves the parser when it is first used, for grammars that mention each other. */
export function lazy(make: () => Parser): Parser {
  return (input, at) => make()(input, at);
}

/** The whole text or nothing. */
export function parseAll(parser: Parser, input: string): Found | null {
  const found = parser(input, 0);
  return found && found.end === input.length ? found : null;
}

/** The nearest named parts below, or the nearest of one name. */
export function gather(found: Found, name?: string): Found[] {
  return found.parts.flatMap((part) =>
    (name === undefined ? part.name !== null : part.name === name) ? [part] : gather(part, name),
  );
}

/** The first of those, in the order they were read. */
export function lookup(found: Found, name?: string): Found | undefined {
  for (const part of found.parts) {
    if (name === undefined ? part.name !== null : part.name === name) return part;
    const below = lookup(part, name);
    if (below) return below;
  }
  return undefined;
}
