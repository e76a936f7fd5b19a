"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "@/lib/api/client";
import { Button } from "./button";
import { cx } from "./cx";
import { Glyph } from "./glyph";

/** True once `ms` have passed since mounting: what is quick never flashes. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

/** Holds the final size from the start and shows itself after 200 ms. */
export function Skeleton({ className }: { className: string }) {
  const visible = useAfter(200);
  return <span aria-hidden="true" className={cx("block rounded-control", visible && "bg-well", className)} />;
}

/** Nothing to show, and why that is so. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid place-items-center gap-1 px-4 py-12 text-center">
      <p className="font-strong">{title}</p>
      {children === undefined ? null : <div className="max-w-[60ch] text-ink-2">{children}</div>}
    </div>
  );
}

/** What happened, to which store, what to do. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations("ui");
  const message = useErrorText(error);
  return (
    <div role="alert" className="flex items-start gap-3 rounded-control bg-bad-wash px-3 py-2">
      <span className="flex h-5 items-center text-bad">
        <Glyph name="stop" />
      </span>
      <div className="min-w-0 flex-1">
        <p>{message}</p>
        {error instanceof ApiError && error.requestId !== null ? (
          <p className="text-ink-2 text-small">{t("requestId", { id: error.requestId })}</p>
        ) : null}
      </div>
      {onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}

/** The words of an error's code; an unknown code is shown as it is. */
export function useErrorText(error: unknown): string {
  const t = useTranslations("errors");
  return errorText(t, error);
}

type Translate = ReturnType<typeof useTranslations<"errors">>;

export function errorText(t: Translate, error: unknown): string {
  if (!(error instanceof ApiError)) return t("unexpected");
  const values: Record<string, string> = {
    reply: "",
    reason: "",
    actor: "",
    code: error.code,
    command: "unknown",
    detail: "none",
  };
  for (const [name, value] of Object.entries(error.params)) {
    if (value !== null && value !== "") values[name] = String(value);
  }
  const key = error.code as Parameters<Translate>[0];
  return t.has(key) ? t(key, values) : t("other", { code: error.code });
}
