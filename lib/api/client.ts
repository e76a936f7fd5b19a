import type { Problem } from "@/lib/domain/problem.schema";
import type { ErrorCode } from "@/lib/errors/app-error";
import { withBase } from "./base-path";
import { noteServerDate } from "./clock";
import { takeFirstAnswer } from "./first-answers";

/** A code of the server, or `unreachable` when no answer came at all. */
export type ApiErrorCode = ErrorCode | "unreachable";

export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: Problem["params"];
  readonly fields: Readonly<Record<string, string>>;
  readonly requestId: string | null;

  constructor(status: number, problem: Partial<Problem> & { code: string }, cause?: unknown) {
    super(problem.code, cause === undefined ? undefined : { cause });
    this.name = "ApiError";
    this.code = problem.code;
    this.status = status;
    this.params = problem.params ?? {};
    this.fields = problem.fields ?? {};
    this.requestId = problem.requestId ?? null;
  }
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  query?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
}

/** GET `/api/v1` + path; the first time what came with the page. @throws ApiError */
export async function apiGet<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const first = takeFirstAnswer(`${path}${queryString(options.query)}`);
  if (first !== undefined) return first as T;
  return send<T>("GET", path, undefined, options);
}

/** POST `/api/v1` + path with a JSON body. Never sent twice. @throws ApiError */
export function apiPost<T>(path: string, body: unknown = {}, options: RequestOptions = {}): Promise<T> {
  return send<T>("POST", path, body, options);
}

/** PATCH `/api/v1` + path. Never sent twice. @throws ApiError */
export function apiPatch<T>(path: string, body: unknown): Promise<T> {
  return send<T>("PATCH", path, body, {});
}

/** DELETE `/api/v1` + path. Never sent twice. @throws ApiError */
export function apiDelete<T>(path: string, body: unknown): Promise<T> {
  return send<T>("DELETE", path, body, {});
}

async function send<T>(method: string, path: string, body: unknown, options: RequestOptions): Promise<T> {
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    headers: { accept: "application/json", "x-signalbox": "1" },
    signal: options.signal ?? null,
  };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, "content-type": "application/json" };
  }
  const response = await request(withBase(`/api/v1${path}${queryString(options.query)}`), init);
  noteServerDate(response.headers.get("date"));
  if (response.status === 204) return undefined as T;
  if (!response.ok) throw await toApiError(response);
  return (await response.json()) as T;
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, { code: "unreachable" }, cause);
  }
}

/** The problem in an answer that is not ok. */
export async function toApiError(response: Response): Promise<ApiError> {
  const fallback = response.status === 401 ? "unauthenticated" : "internal";
  try {
    const problem: Partial<Problem> = await response.json();
    return new ApiError(response.status, { ...problem, code: problem.code ?? fallback });
  } catch (cause) {
    return new ApiError(response.status, { code: fallback }, cause);
  }
}

function queryString(query: RequestOptions["query"]): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
