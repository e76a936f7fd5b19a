import { withBase } from "./base-path";
import { ApiError, apiPost } from "./client";

async function csrfToken(): Promise<string> {
  const response = await fetch(withBase("/api/auth/csrf"), { credentials: "same-origin" });
  if (!response.ok) throw new ApiError(response.status, { code: "internal" });
  const body: { csrfToken: string } = await response.json();
  return body.csrfToken;
}

async function postForm(path: string, fields: Record<string, string>): Promise<Response> {
  try {
    return await fetch(withBase(path), {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-signalbox": "1" },
      body: new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: "true" }),
    });
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError(0, { code: "unreachable" }, cause);
  }
}

/** Opens a session. @returns false when name and password do not match. @throws ApiError */
export async function signIn(username: string, password: string): Promise<boolean> {
  const response = await postForm("/api/auth/callback/credentials", { username, password });
  const body: { url?: string } = await response.json().catch(() => ({}));
  const error = body.url === undefined ? null : new URL(body.url, window.location.href).searchParams.get("error");
  if (response.status === 429 || error === "too_many_requests") throw new ApiError(429, { code: "too_many_requests" });
  if (response.status === 401 || error !== null) return false;
  if (!response.ok) throw new ApiError(response.status, { code: "internal" });
  return true;
}

/** Ends the session and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await postForm("/api/auth/signout", {});
  window.location.assign(withBase("/login"));
}

/** Ends every session of this person, wherever it is open, and shows the sign-in page. @throws ApiError */
export async function signOutEverywhere(): Promise<void> {
  await apiPost<null>("/me/sign-out-everywhere", {});
  await signOut();
}
