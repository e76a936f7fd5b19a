import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import "./globals.css";

/** The base path is a placeholder at build and is put in place when the server starts. */
const BASE_PATH = process.env.SIGNALBOX_BUILD_BASE_PATH ?? "";

/** Only arguments and ids are set in it, so nothing waits for it. */
const GeistMono = localFont({
  src: "../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
});

export const metadata: Metadata = {
  icons: { icon: `${BASE_PATH}/icon.svg` },
  title: { default: "Signalbox", template: "%s · Signalbox" },
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" dir="ltr" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head>
        <meta name="signalbox-base" content={BASE_PATH} />
        {/* Sets the theme before the first paint; small, cached, and allowed by the content policy. */}
        <script src={`${BASE_PATH}/theme.js`} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
