import { withBase } from "./base-path";
import { ApiError, toApiError } from "./client";

/**
 * POST `/api/v1` + path; `onStep` hears each document of the answer as it arrives. Aborting `signal` ends the work on
 * the server too. @throws ApiError, also for a failure the server tells of in the last line
 */
export async function postLines<Step extends object>(
  path: string,
  body: unknown,
  onStep: (step: Step) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(withBase(`/api/v1${path}`), {
    method: "POST",
    credentials: "same-origin",
    headers: { accept: "application/x-ndjson", "content-type": "application/json", "x-signalbox": "1" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok || response.body === null) throw await toApiError(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const step: Step & { failed?: string } = JSON.parse(line);
      if (step.failed !== undefined) throw new ApiError(500, { code: step.failed });
      onStep(step);
    }
  }
}
