"use client";

import { useTranslations } from "next-intl";
import { TimeAgo } from "@/components/ui/time-ago";
import { useTicking } from "@/components/ui/use-now";

/** When a lock was taken. For a scheduled job the gem notes the job's time instead, which lies ahead. */
export function LockAge({ atMs, style = "long" }: { atMs: number | null; style?: "long" | "short" }) {
  const t = useTranslations("locks");
  const ahead = useTicking((nowMs) => String(atMs !== null && atMs > nowMs)) === "true";
  if (!ahead) return <TimeAgo atMs={atMs} style={style} />;
  return (
    <span className="whitespace-nowrap">
      <span className="text-ink-3">{t("jobDue")}</span> <TimeAgo atMs={atMs} style={style} />
    </span>
  );
}
