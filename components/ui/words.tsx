"use client";

import { NextIntlClientProvider, useMessages } from "next-intl";
import { type ComponentProps, type ReactNode, useMemo } from "react";

/** Some namespaces of the words, by name. */
export type OwnWords = NonNullable<ComponentProps<typeof NextIntlClientProvider>["messages"]>;

/** Puts an area's own words beside those that every page has: they are loaded with the area. */
export function Words({ own, children }: { own: OwnWords; children: ReactNode }) {
  const known = useMessages();
  const messages = useMemo(() => ({ ...known, ...own }), [known, own]);
  return (
    <NextIntlClientProvider locale="en" messages={messages}>
      {children}
    </NextIntlClientProvider>
  );
}
