"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { TextField } from "@/components/ui/field";
import { ErrorPanel } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { useHydrated } from "@/components/ui/use-hydrated";
import { withBase } from "@/lib/api/base-path";
import { signIn } from "@/lib/api/sign-in";
import { landingPath } from "./landing-path";

/** Name and password; what went wrong is said without saying which of the two. */
export function LoginForm() {
  const t = useTranslations("login");
  const hydrated = useHydrated();
  const [pending, setPending] = useState(false);
  const [refused, setRefused] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setRefused(false);
    setError(null);
    try {
      if (await signIn(String(form.get("username")), String(form.get("password")))) {
        const wanted = new URLSearchParams(window.location.search).get("callbackUrl");
        window.location.assign(withBase(landingPath(wanted, window.location.origin, withBase(""))));
        return;
      }
      setRefused(true);
    } catch (thrown) {
      setError(thrown);
    }
    setPending(false);
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-3">
      <TextField label={t("username")} name="username" autoComplete="username" required autoFocus spellCheck={false} />
      <TextField label={t("password")} name="password" type="password" autoComplete="current-password" required />
      {refused ? (
        <div role="alert">
          <Notice level="bad">{t("refused")}</Notice>
        </div>
      ) : null}
      {error === null ? null : <ErrorPanel error={error} />}
      <button
        type="submit"
        disabled={!hydrated || pending}
        aria-busy={pending || undefined}
        className="mt-1 h-8 rounded-control bg-accent px-3 text-accent-ink hover:bg-accent-hover disabled:opacity-60"
      >
        {pending ? t("pending") : t("submit")}
      </button>
    </form>
  );
}
