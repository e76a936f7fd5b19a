"use client";

import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/select";
import type { Direction } from "@/lib/api/queries/jobs";
import { type ListKind, orderOf } from "./list-spec";

export function OrderChoice({
  kind,
  order,
  onChange,
}: {
  kind: ListKind;
  order: Direction;
  onChange: (order: Direction) => void;
}) {
  const t = useTranslations("jobs.order");
  return (
    <Select
      label={t("label")}
      hideLabel
      value={order}
      onChange={onChange}
      options={(["forward", "backward"] as const).map((value) => ({ value, label: t(orderOf(kind, value)) }))}
    />
  );
}
