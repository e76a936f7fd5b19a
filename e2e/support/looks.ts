import type { Page } from "@playwright/test";

export interface Looks {
  sizes: string[];
  weights: string[];
  /** Numbers in cells of tables that are not at the right edge, or not of equal width. */
  oddNumbers: string[];
}

/** What the visible text of a page looks like, by computed style. */
export function looksOf(page: Page): Promise<Looks> {
  return page.evaluate(() => {
    const sizes = new Set<string>();
    const weights = new Set<string>();
    const oddNumbers = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      if (text === "" || element === null || element.closest("script, style, noscript") !== null) continue;
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      sizes.add(style.fontSize);
      weights.add(style.fontWeight);
      const cell = element.closest("td");
      if (cell === null || !/^[\d,.]+$/.test(cell.textContent?.trim() ?? "")) continue;
      const aligned = getComputedStyle(cell).textAlign;
      if (aligned !== "right" && aligned !== "end") oddNumbers.add(`${text} is ${aligned}`);
      if (!style.fontVariantNumeric.includes("tabular-nums")) oddNumbers.add(`${text} is ${style.fontVariantNumeric}`);
    }
    return { sizes: [...sizes], weights: [...weights], oddNumbers: [...oddNumbers] };
  });
}

/** Rows that lie wholly in the window. */
export function rowsInView(page: Page): Promise<number> {
  return page.locator("main tbody tr[data-row]").evaluateAll((rows) => {
    const hiddenBelow = window.innerHeight;
    return rows.filter((row) => row.getBoundingClientRect().bottom <= hiddenBelow).length;
  });
}

/** Call before the page is opened: policy reports go to its console as errors, where the tests watch. */
export async function reportPolicy(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
}

declare global {
  interface Window {
    shifts?: string[];
  }
}

interface Moved {
  node?: Node | null;
  previousRect: DOMRectReadOnly;
  currentRect: DOMRectReadOnly;
}

/**
 * Notes from now on what moves on the page. A number that grows to the left in its own column keeps its right
 * edge, and words after a number in one line stay in it: neither moves a neighbour. The verdict,
 * the legend of a chart and a figure with its unit are such lines.
 */
export async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shifts: string[] = [];
    window.shifts = shifts;
    const isMove = ({ node, previousRect: before, currentRect: after }: Moved) => {
      if (before.width === 0 || after.width === 0) return false;
      if (Math.abs(before.top - after.top) >= 1) return true;
      if (Math.abs(before.right - after.right) < 1) return false;
      if (node instanceof Element && node.closest("[aria-label=State], figure li, dd") !== null) return false;
      return node instanceof Element && !getComputedStyle(node).display.startsWith("inline");
    };
    const words = ({ node, previousRect: before, currentRect: after }: Moved) => {
      const element = node instanceof Element ? node : node?.parentElement;
      return `${element?.outerHTML.slice(0, 120)} from ${before.x},${before.y} to ${after.x},${after.y}`;
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources: Moved[] = "sources" in entry && Array.isArray(entry.sources) ? entry.sources : [];
        shifts.push(...sources.filter(isMove).map(words));
      }
    }).observe({ type: "layout-shift", buffered: false });
  });
}

export const readShifts = (page: Page): Promise<string[]> => page.evaluate(() => window.shifts ?? ["not watched"]);
