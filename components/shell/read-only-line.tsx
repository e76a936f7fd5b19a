"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Status } from "@/components/ui/status";
import { meQuery } from "@/lib/api/queries/sources";
import { useCurrentSource } from "./use-current-source";

const WORDS = { missing_rights: "readOnlyRights", replica: "readOnlyReplica" } as const;

/** One line instead of dead buttons. */
export function ReadOnlyLine() {
  const t = useTranslations("shell");
  const me = useQuery(meQuery()).data;
  const source = useCurrentSource();
  if (me === undefined) return null;
  const role = source?.role ?? me.role;
  if (!me.readOnly && source?.readOnly !== true && role !== "viewer") return null;
  const refused = me.readOnly ? null : (source?.writesRefused ?? null);
  const why = refused === null ? "readOnlyServer" : WORDS[refused];
  const text = role === "viewer" ? t("readOnlyRole", { role: t(`role.${role}`) }) : t(why);
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
