import "server-only";

/** As much of the classic `res` object as next-auth uses, kept until it is turned into a Response. */
export class ResponseRecorder {
  #status = 200;
  #body: string | null = null;
  readonly #headers = new Map<string, string | string[]>();

  status(code: number): this {
    this.#status = code;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }

  end(): void {}

  json(value: unknown): void {
    this.setHeader("content-type", "application/json; charset=utf-8");
    this.#body = JSON.stringify(value);
  }

  send(body: unknown): void {
    if (typeof body === "string") this.#body = body;
    else if (body !== undefined && body !== null) this.json(body);
  }

  response(): Response {
    const headers = new Headers({ "cache-control": "private, no-store", "x-content-type-options": "nosniff" });
    for (const [name, value] of this.#headers) {
      if (name === "cache-control") continue;
      for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
    }
    return new Response(this.#body, { status: this.#status, headers });
  }
}

/** The cookies of `names` alone: what else a browser carries is nobody's business here. */
export function cookiesOf(request: Request, names: readonly string[]): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(0, equals)).trim();
    if (names.includes(name)) cookies[name] = decode(part.slice(equals + 1).trim());
  }
  return cookies;
}

/** Fields of a form or of a flat JSON object; anything that is no string is left out. */
export async function bodyFields(request: Request, maxBytes: number): Promise<Record<string, string>> {
  if (request.method !== "POST") return {};
  const text = await readText(request, maxBytes);
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  if (!type.startsWith("application/json")) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
  } catch {
    return {};
  }
}

/** What is over the bound is not read, and nothing of the body is believed then. */
async function readText(request: Request, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
