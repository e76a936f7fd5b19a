"use client";

import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/text-link";
import { usePageName } from "./page-name";
import { paths, type Route } from "./paths";
import { useRoute } from "./route";
import { useCurrentSource } from "./use-current-source";

interface Crumb {
  label: string;
  href: string | null;
}

export function Breadcrumb() {
  const t = useTranslations("shell");
  const route = useRoute();
  const source = useCurrentSource();
  const pageName = usePageName();
  const word = (section: SectionName) => t(`section.${section}`);
  const crumbs = route === null ? [] : crumbsOf(route, source?.label ?? null, pageName, word);
  return (
    <nav aria-label={t("breadcrumb")} className="min-w-0">
      <ol className="flex min-w-0 items-center gap-2">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href ?? "here"} className={placeOf(index, crumbs.length)}>
            <span className="flex min-w-0 items-center gap-2">
              {index === 0 ? null : (
                <span aria-hidden="true" className={index === 1 ? "text-ink-3 max-sm:hidden" : "text-ink-3"}>
                  /
                </span>
              )}
              {crumb.href === null ? (
                <span aria-current="page" data-tip="" className="block max-w-[40ch] truncate max-sm:max-w-[16ch]">
                  {crumb.label}
                </span>
              ) : (
                <TextLink plain href={crumb.href}>
                  {crumb.label}
                </TextLink>
              )}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Only the last one gives way. On a phone the list alone is named: the page's heading says the rest. */
function placeOf(index: number, count: number): string {
  if (index === count - 1) return count > 2 ? "min-w-0 max-sm:hidden" : "min-w-0";
  return index === 0 ? "shrink-0 max-sm:hidden" : "shrink-0";
}

type SectionName = Parameters<typeof paths.section>[1] | "jobs" | "entries" | "audit" | "sources";

function crumbsOf(
  route: Route,
  sourceLabel: string | null,
  pageName: string | null,
  word: (section: SectionName) => string,
): Crumb[] {
  if (route.kind === "sources" || route.kind === "audit" || route.kind === "errors")
    return [{ label: word(route.kind), href: null }];
  if (route.kind !== "source") return [];
  const { source, section, name } = route;
  const first = { label: sourceLabel ?? source, href: paths.section(source, "overview") };
  if (section === "jobs" || section === "entries") return [first, { label: word(section), href: null }];
  const shown = pageName ?? (name === "" ? "''" : name);
  if (shown === null) return [first, { label: word(section), href: null }];
  return [first, { label: word(section), href: paths.section(source, section) }, { label: shown, href: null }];
}
