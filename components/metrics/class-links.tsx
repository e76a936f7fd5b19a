"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { TextLink } from "@/components/ui/text-link";
import { classFilter, classWords } from "./class-filter";

const LISTS = [
  { section: "busy", label: "inBusy", filter: classFilter },
  { section: "retries", label: "inRetries", filter: classFilter },
  { section: "dead", label: "inDead", filter: classFilter },
  { section: "scheduled", label: "inScheduled", filter: classFilter },
  { section: "errors", label: "inErrors", filter: classWords },
] as const;

/** From a class to its jobs, wherever they are, and to its errors. */
export function ClassLinks({ source, name }: { source: string; name: string }) {
  const t = useTranslations("metrics");
  return (
    <nav aria-label={t("jobsOf", { name })} className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="text-ink-3">{t("jobs")}</span>
      {LISTS.map(({ section, label, filter }) => (
        <TextLink key={section} href={`${paths.section(source, section)}?q=${encodeURIComponent(filter(name))}`}>
          {t(label)}
        </TextLink>
      ))}
    </nav>
  );
}
