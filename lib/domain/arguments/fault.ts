import type { JsonFaultCode } from "@/lib/domain/json/check";

/** Why edited arguments are refused, beyond what is no JSON at all. */
export type ArgumentsFaultCode =
  | JsonFaultCode
  /** The whole is no array. */
  | "not_an_array"
  /** A key that would load an object in the worker, new or changed. */
  | "reviving"
  /** A `#mark` or `:key` where it means nothing. */
  | "mark_unknown"
  | "mark_value"
  /** A placeholder that stands for nothing, for something twice, or the mask itself. */
  | "masked_unknown"
  | "masked_twice"
  /** The value behind a placeholder would be readable where it was put. */
  | "masked_exposed"
  /** The encrypted argument is not where it was. */
  | "encrypted_moved"
  /** Mailer and method of a mail are its class. */
  | "mailer_changed"
  | "too_long";

/** The first fault, at an offset of the edited text. */
export class ArgumentsFault extends Error {
  readonly at: number;
  readonly code: ArgumentsFaultCode;
  constructor(at: number, code: ArgumentsFaultCode) {
    super(code);
    this.name = "ArgumentsFault";
    this.at = at;
    this.code = code;
  }
}
