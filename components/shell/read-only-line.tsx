"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Status } from "@/components/ui/status";
import { meQuery } from "@/lib/api/queries/sources";
import { useCurrentSource } from "./use-current-source";

/** One line instead of dead buttons. */
export function ReadOnlyLine() {
  const t = useTranslations("shell");
  const me = useQuery(meQuery()).data;
  const source = useCurrentSource();
  if (me === undefined) return null;
  const role = source?.role ?? me.role;
  if (!me.readOnly && source?.readOnly !== true && role !== "viewer") return null;
  const text = role === "viewer" ? t("readOnlyRole", { role: t(`role.${role}`) }) : t("readOnlyServer");
  return (
    <span className="min-w-0 text-small max-sm:hidden">
      <Status level="idle">
        <span className="truncate" data-tip="">
          {text}
        </span>
      </Status>
    </span>
  );
}
