import { withBase } from "./base-path";
import { ApiError, toApiError } from "./client";

/** GET `/api/v1` + path whose answer is one JSON text a line; ends early when the signal aborts. @throws ApiError */
export async function* apiLines<T>(
  path: string,
  query: Readonly<Record<string, string | number | null>>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== "") params.set(name, String(value));
  }
  const response = await request(withBase(`/api/v1${path}?${params}`), signal);
  if (!response.ok) throw await toApiError(response);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const read = await reader?.read().catch(asUnreachable(signal));
    if (read === undefined || read.done) return;
    const lines = (rest + read.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as T;
  }
}

async function request(url: string, signal: AbortSignal): Promise<Response> {
  const headers = { accept: "application/x-ndjson", "x-signalbox": "1" };
  return await fetch(url, { credentials: "same-origin", headers, signal }).catch(asUnreachable(signal));
}

function asUnreachable(signal: AbortSignal) {
  return (cause: unknown): never => {
    if (signal.aborted) throw cause;
    throw new ApiError(0, { code: "unreachable" }, cause);
  };
}
