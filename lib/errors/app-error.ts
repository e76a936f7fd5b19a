/**
 * Every error a user can meet has a code. The HTTP status of each stands in one table; the words stand in
 * `lib/i18n/messages/en.json` under `errors.<code>`. `params` fill those words and never carry a secret.
 */
export const ERROR_STATUS = {
  invalid_request: 400,
  invalid_cursor: 400,
  invalid_filter: 400,
  arguments_refused: 400,
  unauthenticated: 401,
  forbidden: 403,
  csrf_refused: 403,
  read_only: 403,
  not_found: 404,
  job_not_found: 404,
  source_unknown: 404,
  unsupported_operation: 405,
  conflict: 409,
  drifted: 409,
  refused: 409,
  too_large: 413,
  misdirected_host: 421,
  too_many_requests: 429,
  internal: 500,
  source_unreachable: 503,
  source_frozen: 503,
  source_auth_failed: 503,
  source_permission_missing: 503,
  source_read_only: 503,
  source_loading: 503,
  source_busy: 503,
  source_full: 503,
  source_misconfigured: 503,
  state_unavailable: 503,
  audit_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;
export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown; message?: string }) {
    super(options?.message ?? code, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.params = params;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}
