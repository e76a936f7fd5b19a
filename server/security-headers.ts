import "server-only";
import { createHash } from "node:crypto";

/** On every answer of whatever status. Queue names stand in addresses, so no referrer leaves the console. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "private, no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** Browsers take it only from an origin they trust (https, or this machine) and complain of it anywhere else. */
export const OPENER_POLICY = { name: "Cross-Origin-Opener-Policy", value: "same-origin" };

export const HSTS = "max-age=31536000";

/**
 * The policy of one prerendered page: only its own inline scripts, by hash, and files of this origin. Taken of
 * the final bytes, after the base path is in place.
 */
export function pagePolicy(html: string): string {
  const scripts = hashes(html, /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi);
  const styles = hashes(html, /<style[^>]*>([\s\S]*?)<\/style>/gi);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(" "),
    ["style-src 'self'", ...styles].join(" "),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function hashes(html: string, element: RegExp): string[] {
  const found = [...html.matchAll(element)].map((match) => match[1] ?? "");
  return [...new Set(found)].map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}
