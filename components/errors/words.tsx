"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import causes from "@/lib/i18n/messages/en/causes.json";

const OWN = { causes };

export function ErrorWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
