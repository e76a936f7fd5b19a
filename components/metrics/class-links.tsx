"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { TextLink } from "@/components/ui/text-link";
import { classFilter } from "./class-filter";

const LISTS = [
  { section: "busy", label: "inBusy" },
  { section: "retries", label: "inRetries" },
  { section: "dead", label: "inDead" },
  { section: "scheduled", label: "inScheduled" },
  { section: "errors", label: "inErrors" },
] as const;

/** From a class to its jobs, wherever they are. */
export function ClassLinks({ source, name }: { source: string; name: string }) {
  const t = useTranslations("metrics");
  const q = encodeURIComponent(classFilter(name));
  return (
    <nav aria-label={t("jobsOf", { name })} className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="text-ink-3">{t("jobs")}</span>
      {LISTS.map(({ section, label }) => (
        <TextLink key={section} href={`${paths.section(source, section)}?q=${q}`}>
          {t(label)}
        </TextLink>
      ))}
    </nav>
  );
}
