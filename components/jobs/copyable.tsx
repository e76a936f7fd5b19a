"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { copyText } from "./copy-text";

const COPIED_FOR_MS = 1_500;

/** An id with its name; pressing it copies it. */
export function Copyable({ name, text }: { name: string; text: string }) {
  const t = useTranslations("jobs.detail");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1">
      <span className="shrink-0 text-ink-3">{name}</span>
      <button
        type="button"
        aria-label={t("copy", { what: `${name} ${text}` })}
        data-tip={copied ? t("copied") : text}
        onClick={() => copyText(text).then(setCopied)}
        className="min-w-0 truncate rounded-control font-mono text-small hover:bg-hover"
      >
        <bdi>{text}</bdi>
      </button>
      <output className="text-good text-small">{copied ? t("copied") : null}</output>
    </span>
  );
}
